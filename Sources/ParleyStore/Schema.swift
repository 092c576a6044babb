internal import GRDB

/// Every step from an empty file to today's tables. A step that has shipped is never edited.
enum Schema {
    /// "PLEY": tells a Parley database from any other.
    static let applicationID = 0x504C_4559

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 people") { db in try db.execute(sql: people) }
        migrator.registerMigration("2 conversations") { db in try db.execute(sql: conversations) }
        migrator.registerMigration("3 search") { db in try db.execute(sql: search) }
        migrator.registerMigration("4 models") { db in try db.execute(sql: models) }
        migrator.registerMigration("5 context") { db in try db.execute(sql: context) }
        migrator.registerMigration("6 team") { db in try db.execute(sql: team + sharing + means + audit) }
        return migrator
    }

    static var version: Int { migrator.migrations.count }

    private static let models = """
        -- How many tokens a model's provider counts where one is estimated.
        CREATE TABLE tokenRatio (
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            ratio REAL NOT NULL CHECK (ratio > 0),
            answers INTEGER NOT NULL CHECK (answers > 0),
            PRIMARY KEY (provider, model)
        ) STRICT, WITHOUT ROWID;
        """

    private static let context = """
        ALTER TABLE conversation ADD COLUMN summarizes INTEGER NOT NULL DEFAULT 0 CHECK (summarizes IN (0, 1));
        -- A note that stands for the beginning of the conversation, up to and with one message.
        ALTER TABLE conversation ADD COLUMN summary TEXT;
        ALTER TABLE conversation ADD COLUMN summaryUntilId TEXT;
        ALTER TABLE conversation ADD COLUMN summarySource TEXT CHECK (summarySource IN ('model', 'person'));
        ALTER TABLE conversation ADD COLUMN summaryAt INTEGER;
        -- Texts that went to a model beside the messages. Answers refer to them; most of a conversation's share one.
        CREATE TABLE instruction (
            id INTEGER NOT NULL PRIMARY KEY,
            conversationId TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('system', 'summary')),
            text TEXT NOT NULL
        ) STRICT;
        CREATE INDEX instructionOfConversation ON instruction (conversationId, kind, id);
        """

    private static let people = """
        CREATE TABLE person (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 64),
            role TEXT NOT NULL CHECK (role IN ('admin', 'member')),
            passwordHash TEXT NOT NULL,
            isDisabled INTEGER NOT NULL DEFAULT 0 CHECK (isDisabled IN (0, 1)),
            createdAt INTEGER NOT NULL
        ) STRICT;
        -- A signed-in browser. Only a hash of the cookie is kept.
        CREATE TABLE session (
            tokenHash BLOB NOT NULL PRIMARY KEY CHECK (length(tokenHash) = 32),
            personId TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            agent TEXT NOT NULL DEFAULT '',
            createdAt INTEGER NOT NULL,
            lastSeenAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sessionOfPerson ON session (personId);
        -- A program's key. Only a hash of it is kept.
        CREATE TABLE token (
            tokenHash BLOB NOT NULL PRIMARY KEY CHECK (length(tokenHash) = 32),
            personId TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            name TEXT NOT NULL DEFAULT '',
            createdAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX tokenOfPerson ON token (personId);
        -- The one-time link that makes the first admin: at most one row.
        CREATE TABLE setupLink (
            only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
            tokenHash BLOB NOT NULL CHECK (length(tokenHash) = 32),
            expiresAt INTEGER NOT NULL
        ) STRICT;
        """

    private static let conversations = """
        CREATE TABLE conversation (
            id TEXT NOT NULL PRIMARY KEY,
            ownerId TEXT NOT NULL REFERENCES person (id),
            title TEXT CHECK (length(title) BETWEEN 1 AND 200),
            titleSource TEXT CHECK (titleSource IN ('words', 'model', 'person')),
            model TEXT,
            provider TEXT,
            systemPrompt TEXT,
            params TEXT NOT NULL DEFAULT '{}',
            revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),
            -- The revision in which the conversation itself, not one of its messages, last changed.
            ownRevision INTEGER NOT NULL DEFAULT 1,
            leafId TEXT REFERENCES message (id) DEFERRABLE INITIALLY DEFERRED,
            isPinned INTEGER NOT NULL DEFAULT 0 CHECK (isPinned IN (0, 1)),
            isArchived INTEGER NOT NULL DEFAULT 0 CHECK (isArchived IN (0, 1)),
            clientId TEXT,
            deletedAt INTEGER,
            createdAt INTEGER NOT NULL,
            updatedAt INTEGER NOT NULL,
            CHECK ((title IS NULL) = (titleSource IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX conversationOfClient ON conversation (ownerId, clientId)
            WHERE clientId IS NOT NULL AND deletedAt IS NULL;
        CREATE INDEX conversationByActivity
            ON conversation (ownerId, isArchived, isPinned, updatedAt DESC, id DESC)
            WHERE deletedAt IS NULL AND leafId IS NOT NULL;
        -- Messages form a tree: a further answer is a sibling, never a replacement.
        CREATE TABLE message (
            seq INTEGER NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversationId TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            parentId TEXT REFERENCES message (id),
            role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
            authorId TEXT REFERENCES person (id),
            -- Who asked for it; with clientId it makes sending the same twice harmless.
            requestedById TEXT REFERENCES person (id),
            clientId TEXT,
            content TEXT NOT NULL DEFAULT '',
            reasoning TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL CHECK (status IN ('complete', 'streaming', 'stopped', 'interrupted', 'error')),
            finishReason TEXT,
            model TEXT,
            provider TEXT,
            promptTokens INTEGER,
            completionTokens INTEGER,
            firstTokenMilliseconds INTEGER,
            durationMilliseconds INTEGER,
            tokensPerSecond REAL,
            errorCode TEXT,
            errorMessage TEXT,
            errorProviderMessage TEXT,
            cut TEXT,
            revision INTEGER NOT NULL,
            createdAt INTEGER NOT NULL,
            CHECK ((role = 'user') = (authorId IS NOT NULL)),
            CHECK (role = 'assistant' OR status = 'complete'),
            CHECK ((status = 'error') = (errorCode IS NOT NULL))
        ) STRICT;
        CREATE UNIQUE INDEX messageOfClient ON message (conversationId, requestedById, clientId)
            WHERE clientId IS NOT NULL;
        -- One generation at a time in a conversation.
        CREATE UNIQUE INDEX messageStreaming ON message (conversationId) WHERE status = 'streaming';
        CREATE INDEX messageByRevision ON message (conversationId, revision);
        CREATE INDEX messageByParent ON message (parentId);
        -- A log of the text of running answers, in the order in which it came: one save of all of them touches a few
        -- pages at its end, not some of each answer's. It is made new now and then, and read only after a crash.
        CREATE TABLE draft (
            seq INTEGER NOT NULL PRIMARY KEY,
            messageSeq INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
            kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
            offset INTEGER NOT NULL,
            text TEXT NOT NULL
        ) STRICT;
        """

    private static let search = """
        CREATE VIRTUAL TABLE messageText USING fts5 (
            content, content = 'message', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2');
        -- Empty texts are indexed too, so that every row has its place there and each change is one pair.
        CREATE TRIGGER messageTextInsert AFTER INSERT ON message BEGIN
            INSERT INTO messageText (rowid, content) VALUES (new.seq, new.content);
        END;
        CREATE TRIGGER messageTextDelete AFTER DELETE ON message BEGIN
            INSERT INTO messageText (messageText, rowid, content) VALUES ('delete', old.seq, old.content);
        END;
        CREATE TRIGGER messageTextUpdate AFTER UPDATE OF content ON message WHEN old.content <> new.content BEGIN
            INSERT INTO messageText (messageText, rowid, content) VALUES ('delete', old.seq, old.content);
            INSERT INTO messageText (rowid, content) VALUES (new.seq, new.content);
        END;
        """
}
