ALTER TABLE `threads` RENAME COLUMN "codex_home" TO "agent_home";--> statement-breakpoint
CREATE TABLE `codex_states` (
	`machine` text NOT NULL,
	`codex_home` text NOT NULL,
	`fingerprint` text DEFAULT '' NOT NULL,
	`problem` text,
	`threads` text DEFAULT '{}' NOT NULL,
	PRIMARY KEY(`machine`, `codex_home`)
);
--> statement-breakpoint
CREATE TABLE `model_calls` (
	`id` integer PRIMARY KEY NOT NULL,
	`run` text NOT NULL,
	`phase` text NOT NULL,
	`thread_id` text,
	`model` text NOT NULL,
	`host` text NOT NULL,
	`outcome` text NOT NULL,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`cached_input_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`reasoning_tokens` integer DEFAULT 0 NOT NULL,
	`duration_ms` integer NOT NULL,
	`cost` real,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `model_calls_day` ON `model_calls` (`at`,`input_tokens`,`cached_input_tokens`,`output_tokens`,`reasoning_tokens`,`cost`);--> statement-breakpoint
CREATE INDEX `model_calls_run` ON `model_calls` (`run`);--> statement-breakpoint
CREATE TABLE `signals` (
	`thread_id` text NOT NULL,
	`quote` text NOT NULL,
	`verified` integer NOT NULL,
	`line` integer,
	`byte` integer,
	FOREIGN KEY (`thread_id`) REFERENCES `stage1_outputs`(`thread_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `signals_thread` ON `signals` (`thread_id`);--> statement-breakpoint
DROP INDEX `threads_newest`;--> statement-breakpoint
ALTER TABLE `threads` ADD `agent` text DEFAULT 'codex' NOT NULL;--> statement-breakpoint
ALTER TABLE `threads` ADD `native_id` text;--> statement-breakpoint
ALTER TABLE `threads` ADD `history_mode` text;--> statement-breakpoint
ALTER TABLE `threads` ADD `session_files` text;--> statement-breakpoint
ALTER TABLE `threads` ADD `evidence_bytes` integer;--> statement-breakpoint
CREATE INDEX `threads_newest` ON `threads` (`machine`,`agent_home`,"updated_at" desc,"id" desc);--> statement-breakpoint
ALTER TABLE `jobs` ADD `consolidated_at` integer;--> statement-breakpoint
ALTER TABLE `jobs` ADD `made_by` text;--> statement-breakpoint
ALTER TABLE `jobs` ADD `prompt_hash` text;--> statement-breakpoint
ALTER TABLE `stage1_outputs` ADD `made_by` text;--> statement-breakpoint
ALTER TABLE `stage1_outputs` ADD `prompt_hash` text;