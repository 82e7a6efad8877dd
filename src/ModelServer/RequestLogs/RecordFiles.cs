using System.Globalization;
using ModelServing.Inference.Records;

namespace ModelServing.ModelServer.RequestLogs;

/// <summary>Files of records, each with at most as many as a warm-up takes, so that any of them can become a version's warm-up file.</summary>
internal sealed class RecordFiles(string prefix, TimeProvider timeProvider) : IDisposable
{
    private const int RecordsPerFile = 1000;

    private FileStream? _stream;
    private int _records;
    private int _files;

    public void Write(ReadOnlySpan<byte> record)
    {
        if (_stream is null || _records == RecordsPerFile)
        {
            Open();
        }

        new RecordWriter(_stream!).Write(record); // opened above
        _records++;
    }

    /// <summary>Makes what was written readable for others.</summary>
    public void Flush() => _stream?.Flush();

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Open()
    {
        Dispose();
        var time = timeProvider.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{time}-{Environment.ProcessId}-{++_files:D4}.{RequestLogSettings.Type}");
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        _records = 0;
    }
}
