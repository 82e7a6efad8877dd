using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Files, such as those in <c>assets</c>.</summary>
internal static class FileKernels
{
    public static IEnumerable<HostOp> All => [HostOp.One("ReadFile", OutputTypes.String, arguments => Elements.Map(arguments.Tensor(0), Read))];

    private static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> name)
    {
        var path = Encoding.UTF8.GetString(name.Span);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelRunException(ErrorCode.NotFound, $"{path}; No such file or directory");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelRunException(ErrorCode.FailedPrecondition, $"{path}; {exception.Message}");
        }
    }
}
