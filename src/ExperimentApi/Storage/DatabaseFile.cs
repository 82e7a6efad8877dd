using Microsoft.Data.Sqlite;

namespace ModelServing.ExperimentApi.Storage;

/// <summary>The file that experiments are kept in.</summary>
internal sealed class DatabaseFile(string path)
{
    public string ConnectionString { get; } = $"Data Source={path}";

    /// <summary>Refuses a file that cannot be opened, or is no database, at the service's start.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA schema_version";
            await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw new InvalidDataException($"{path} cannot be used: {exception.Message} Move it away to start with an empty database.", exception);
        }
    }
}
