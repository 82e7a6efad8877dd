using Microsoft.Data.Sqlite;

namespace ModelServing.ControlPlane.Storage;

/// <summary>The objects on disk: a write is on the platter before it is acknowledged (write-ahead log, fsync on commit).</summary>
internal sealed class ObjectLog : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS objects (
            resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, json BLOB NOT NULL,
            PRIMARY KEY (resource, namespace, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS version (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
        INSERT OR IGNORE INTO version VALUES (1, 1);
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _count;

    public ObjectLog(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var schema = Prepare(Schema);
        schema.ExecuteNonQuery();
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _put = Prepare("INSERT OR REPLACE INTO objects VALUES ($resource, $namespace, $name, $version, $json)", "$resource", "$namespace", "$name", "$version", "$json");
        _remove = Prepare("DELETE FROM objects WHERE resource = $resource AND namespace = $namespace AND name = $name", "$resource", "$namespace", "$name");
        _count = Prepare("UPDATE version SET value = $version", "$version");
    }

    public long ReadVersion()
    {
        using var command = Prepare("SELECT value FROM version");
        return (long)command.ExecuteScalar()!; // the schema inserts the row
    }

    public IEnumerable<StoredObject> ReadAll()
    {
        using var command = Prepare("SELECT resource, namespace, name, version, json FROM objects");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = new StoreKey(reader.GetString(0), reader.GetString(1), reader.GetString(2));
            yield return new StoredObject(key, reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
        }
    }

    /// <summary>Writes changes in one transaction: all of them are on disk afterwards, or none.</summary>
    public void Commit(IReadOnlyList<PendingWrite> writes)
    {
        _begin.ExecuteNonQuery();
        try
        {
            foreach (var write in writes)
            {
                var (key, version) = (write.Change.After.Key, write.Change.Version);
                if (write.Change.Deleted)
                {
                    Run(_remove, key.Resource, key.Namespace, key.Name);
                }
                else
                {
                    Run(_put, key.Resource, key.Namespace, key.Name, version, write.Change.After.Json);
                }
            }

            Run(_count, writes[^1].Change.Version);
            _commit.ExecuteNonQuery();
        }
        catch
        {
            TryRollBack();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_begin, _commit, _rollback, _put, _remove, _count])
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    private void TryRollBack()
    {
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // Some failures have ended the transaction already; the one that led here is the one to report.
        }
    }
}
