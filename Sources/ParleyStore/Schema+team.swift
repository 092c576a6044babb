/// The sixth step: several people, and what an admin decides.
extension Schema {
    static let team = """
        -- They were learned with other estimates.
        DELETE FROM tokenRatio;
        -- A person may come in by single sign-on alone, so a password may be missing; a reviewer only reads.
        CREATE TABLE newPerson (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 64),
            role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'reviewer')),
            passwordHash TEXT,
            isDisabled INTEGER NOT NULL DEFAULT 0 CHECK (isDisabled IN (0, 1)),
            createdAt INTEGER NOT NULL,
            lastSeenAt INTEGER
        ) STRICT;
        INSERT INTO newPerson (id, name, role, passwordHash, isDisabled, createdAt)
            SELECT id, name, role, passwordHash, isDisabled, createdAt FROM person;
        DROP TABLE person;
        ALTER TABLE newPerson RENAME TO person;
        -- What people and admins call a session or a token by; no secret.
        ALTER TABLE session ADD COLUMN id TEXT;
        ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
        ALTER TABLE session ADD COLUMN signedInBy TEXT NOT NULL DEFAULT 'password';
        UPDATE session SET id = lower(hex(randomblob(16)));
        CREATE UNIQUE INDEX sessionById ON session (id);
        ALTER TABLE token ADD COLUMN id TEXT;
        ALTER TABLE token ADD COLUMN expiresAt INTEGER;
        ALTER TABLE token ADD COLUMN lastUsedAt INTEGER;
        UPDATE token SET id = lower(hex(randomblob(16)));
        CREATE UNIQUE INDEX tokenById ON token (id);
        -- A link that lets one new person in, or gives one a new password. Only a hash of its secret is kept.
        CREATE TABLE invite (
            id TEXT NOT NULL PRIMARY KEY,
            tokenHash BLOB NOT NULL UNIQUE CHECK (length(tokenHash) = 32),
            kind TEXT NOT NULL CHECK (kind IN ('invite', 'password')),
            role TEXT NOT NULL CHECK (role IN ('admin', 'member', 'reviewer')),
            name TEXT,
            note TEXT NOT NULL DEFAULT '',
            personId TEXT REFERENCES person (id),
            createdById TEXT REFERENCES person (id),
            createdAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL,
            usedAt INTEGER,
            CHECK ((kind = 'password') = (personId IS NOT NULL))
        ) STRICT;
        -- Who a provider of single sign-on says somebody is: by issuer and subject, never by an address.
        CREATE TABLE identity (
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            personId TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            createdAt INTEGER NOT NULL,
            PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identityOfPerson ON identity (personId);
        """

    static let sharing = """
        ALTER TABLE conversation ADD COLUMN teamAccess TEXT NOT NULL DEFAULT 'none'
            CHECK (teamAccess IN ('none', 'read', 'write'));
        -- Who else a conversation is for. Without an access of their own they have joined what is open to the team.
        CREATE TABLE member (
            conversationId TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            personId TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            access TEXT CHECK (access IN ('read', 'write')),
            isPinned INTEGER NOT NULL DEFAULT 0 CHECK (isPinned IN (0, 1)),
            isArchived INTEGER NOT NULL DEFAULT 0 CHECK (isArchived IN (0, 1)),
            joinedAt INTEGER NOT NULL,
            PRIMARY KEY (conversationId, personId)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX memberByPerson ON member (personId, conversationId);
        CREATE INDEX conversationOfTeam ON conversation (updatedAt DESC, id DESC)
            WHERE teamAccess <> 'none' AND deletedAt IS NULL AND leafId IS NOT NULL;
        -- Up to which revision a person has read a conversation.
        CREATE TABLE reading (
            personId TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            conversationId TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            PRIMARY KEY (personId, conversationId)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO reading (personId, conversationId, revision) SELECT ownerId, id, revision FROM conversation;
        CREATE TABLE mention (
            messageSeq INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
            personId TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
            PRIMARY KEY (messageSeq, personId)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX mentionOfPerson ON mention (personId, messageSeq);
        ALTER TABLE message ADD COLUMN stoppedById TEXT REFERENCES person (id);
        -- What happened in a conversation beside its messages; it stands after the message that was last then.
        CREATE TABLE note (
            id TEXT NOT NULL PRIMARY KEY,
            conversationId TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('joined', 'left', 'added', 'removed', 'access', 'team')),
            actorId TEXT NOT NULL REFERENCES person (id),
            personId TEXT REFERENCES person (id),
            detail TEXT NOT NULL DEFAULT '',
            afterId TEXT,
            createdAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX noteByRevision ON note (conversationId, revision);
        -- Sends that wait for the answer before theirs.
        CREATE TABLE queuedSend (
            seq INTEGER NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversationId TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            personId TEXT NOT NULL REFERENCES person (id),
            content TEXT NOT NULL,
            model TEXT,
            clientId TEXT,
            createdAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX queuedSendOfConversation ON queuedSend (conversationId, seq);
        CREATE UNIQUE INDEX queuedSendOfClient ON queuedSend (conversationId, personId, clientId)
            WHERE clientId IS NOT NULL;
        """

    static let means = """
        -- What was used, added up: a row for each day (UTC), person, provider and model.
        CREATE TABLE usage (
            day TEXT NOT NULL,
            personId TEXT NOT NULL REFERENCES person (id),
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            answers INTEGER NOT NULL,
            promptTokens INTEGER NOT NULL,
            completionTokens INTEGER NOT NULL,
            -- How many of these tokens were estimated, because the provider counted none.
            estimatedTokens INTEGER NOT NULL,
            PRIMARY KEY (day, personId, provider, model)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX usageOfPerson ON usage (personId, day);
        -- `scope` is 'server', 'everyone' or a person's id.
        CREATE TABLE usageLimit (
            scope TEXT NOT NULL PRIMARY KEY,
            running INTEGER CHECK (running >= 0),
            messagesPerMinute INTEGER CHECK (messagesPerMinute >= 0),
            tokensPerDay INTEGER CHECK (tokensPerDay >= 0),
            tokensPerMonth INTEGER CHECK (tokensPerMonth >= 0)
        ) STRICT, WITHOUT ROWID;
        -- Providers that admins have added. `sealed` holds key and headers, encrypted under a key that is not in here.
        CREATE TABLE provider (
            name TEXT NOT NULL PRIMARY KEY,
            baseURL TEXT NOT NULL,
            settings TEXT NOT NULL DEFAULT '{}',
            sealed BLOB,
            isEnabled INTEGER NOT NULL DEFAULT 1 CHECK (isEnabled IN (0, 1)),
            createdAt INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- Who may use a model; '*' stands for all of a provider's that have no row of their own.
        CREATE TABLE modelRule (
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            allowed TEXT NOT NULL CHECK (allowed IN ('everyone', 'admins', 'people', 'nobody')),
            people TEXT NOT NULL DEFAULT '[]',
            PRIMARY KEY (provider, model)
        ) STRICT, WITHOUT ROWID;
        -- Without an owner it is the team's.
        CREATE TABLE preset (
            id TEXT NOT NULL PRIMARY KEY,
            ownerId TEXT REFERENCES person (id) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            model TEXT,
            systemPrompt TEXT,
            params TEXT NOT NULL DEFAULT '{}',
            createdAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX presetOfOwner ON preset (ownerId);
        -- What an admin has set in the page.
        CREATE TABLE setting (
            key TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    static let audit = """
        -- Append-only: each row's hash covers the hash of the row before. Names are as they were then.
        CREATE TABLE audit (
            -- AUTOINCREMENT keeps the last number apart, so that rows cut off at the end are missed.
            seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            actorId TEXT,
            actorName TEXT,
            personId TEXT,
            personName TEXT,
            conversationId TEXT,
            address TEXT NOT NULL DEFAULT '',
            detail TEXT NOT NULL DEFAULT '{}',
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE INDEX auditByKind ON audit (kind, seq);
        CREATE INDEX auditOfPerson ON audit (personId, seq);
        CREATE INDEX auditOfActor ON audit (actorId, seq);
        CREATE TRIGGER auditIsNeverChanged BEFORE UPDATE ON audit BEGIN
            SELECT RAISE(ABORT, 'audit rows are never changed');
        END;
        CREATE TRIGGER auditIsNeverDeleted BEFORE DELETE ON audit BEGIN
            SELECT RAISE(ABORT, 'audit rows are never deleted');
        END;
        """
}
