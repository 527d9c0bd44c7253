CREATE TABLE `spending_runs` (
	`run` text PRIMARY KEY NOT NULL,
	`command` text NOT NULL,
	`status` text NOT NULL,
	`model` text,
	`host` text,
	`started_at` integer NOT NULL,
	`duration_ms` integer,
	`sessions` integer DEFAULT 0 NOT NULL,
	`remembered` integer DEFAULT 0 NOT NULL,
	`note` text,
	`machine` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `spending_runs_newest` ON `spending_runs` ("started_at" desc);