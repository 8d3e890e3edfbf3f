-- For compose.yaml beside it: something to index.
CREATE TABLE thing (id int PRIMARY KEY, name text);
INSERT INTO thing VALUES (1, 'composed');
