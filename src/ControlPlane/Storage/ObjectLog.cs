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

    public ObjectLog(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var command = _connection.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
    }

    public long ReadVersion()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT value FROM version";
        return (long)command.ExecuteScalar()!; // the schema inserts the row
    }

    public IEnumerable<StoredObject> ReadAll()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT resource, namespace, name, version, json FROM objects";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var key = new StoreKey(reader.GetString(0), reader.GetString(1), reader.GetString(2));
            yield return new StoredObject(key, reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
        }
    }

    public void Put(StoredObject value) => Commit(value, "INSERT OR REPLACE INTO objects VALUES ($resource, $namespace, $name, $version, $json)");

    public void Remove(StoredObject value) => Commit(value, "DELETE FROM objects WHERE resource = $resource AND namespace = $namespace AND name = $name");

    public void Dispose() => _connection.Dispose();

    private void Commit(StoredObject value, string statement)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"{statement}; UPDATE version SET value = $version";
        command.Parameters.AddWithValue("$resource", value.Key.Resource);
        command.Parameters.AddWithValue("$namespace", value.Key.Namespace);
        command.Parameters.AddWithValue("$name", value.Key.Name);
        command.Parameters.AddWithValue("$version", value.Version);
        command.Parameters.AddWithValue("$json", value.Json);
        command.ExecuteNonQuery();
        transaction.Commit();
    }
}
