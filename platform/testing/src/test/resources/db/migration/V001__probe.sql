create table effect (event_id text, payload text);
