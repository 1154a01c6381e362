-- Moments in the query of a route (docs/architecture.md), as they were written: flowt.ler_momento reads them.

CREATE DOMAIN flowt.momento AS text;
COMMENT ON DOMAIN flowt.momento IS 'Data, hora e fuso, como a consulta de uma rota os traz.';
