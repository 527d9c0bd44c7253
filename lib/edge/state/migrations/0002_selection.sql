-- What a consolidation asks of the outputs, without reading their texts: those that have one (the characters are
-- those that make none), in thread-id order.
CREATE INDEX stage1_outputs_with_text ON stage1_outputs (
  thread_id, source_updated_at, rollout_slug, generated_at, usage_count, last_usage
) WHERE trim(raw_memory, char(
    9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233,
    8239, 8287, 12288, 65279)) <> ''
  OR trim(rollout_summary, char(
    9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233,
    8239, 8287, 12288, 65279)) <> '';
-- Which outputs the last consolidation took.
CREATE INDEX stage1_outputs_selected ON stage1_outputs (
  thread_id, source_updated_at, selected_for_phase2, selected_for_phase2_source_updated_at
);

-- A name for all texts as they are, another one whenever a text is written. Random, so that a database put back from
-- a copy and written to again never gives an old name to new texts.
INSERT INTO meta (key, value) VALUES ('texts_revision', lower(hex(randomblob(16))));
CREATE TRIGGER stage1_texts_inserted AFTER INSERT ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'texts_revision';
END;
CREATE TRIGGER stage1_texts_updated AFTER UPDATE OF thread_id, raw_memory, rollout_summary ON stage1_outputs BEGIN
  UPDATE meta SET value = lower(hex(randomblob(16))) WHERE key = 'texts_revision';
END;
