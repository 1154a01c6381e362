-- Requests have no grant at all: only the functions that send and check codes touch them.
SELECT flowt.isolar('flowt.tb_omni8_codigo_verificacao');
