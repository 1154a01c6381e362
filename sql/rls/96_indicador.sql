-- What is measured is the same for every company.
GRANT SELECT ON flowt.tb_omni8_indicador TO flowt_api;
