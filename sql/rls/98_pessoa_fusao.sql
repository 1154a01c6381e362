-- After the tables of every module: what comes for a person while she is being merged goes to who she became.
SELECT flowt.acompanhar_fusoes();
