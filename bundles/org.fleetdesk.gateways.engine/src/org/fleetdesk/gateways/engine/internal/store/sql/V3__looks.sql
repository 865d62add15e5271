-- Which files are needed, and which queues wait.
CREATE INDEX deployment_state ON deployment (state, product);

-- Whether its agent held a request open when that changed last, so that the next start can say that it does no more.
ALTER TABLE device ADD COLUMN listening BOOLEAN DEFAULT FALSE NOT NULL;

-- Of "removed", changes up to this revision are not all there any more.
ALTER TABLE counter ADD COLUMN forgotten BIGINT DEFAULT 0 NOT NULL;
CREATE INDEX removed_at ON removed (at);
