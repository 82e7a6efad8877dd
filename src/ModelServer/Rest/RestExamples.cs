using System.Buffers;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Rest;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Rest;

/// <summary>Answers <c>:classify</c> and <c>:regress</c>.</summary>
internal sealed class RestExamples(ModelCatalog catalog, ExampleRunner runner, RestOptions options)
{
    /// <summary>Runs the request and writes the answer; on an error nothing has been written.</summary>
    public async Task<ServingError?> RunAsync(
        RestRoute route,
        ReadOnlyMemory<byte> body,
        IBufferWriter<byte> output)
    {
        if (!ExamplesBody.TryParse(body.Span, out var request, out var error)
            || !catalog.TryAcquire(route.Servable, out var servable, out error))
        {
            return error;
        }

        try
        {
            return await RunAsync(route.Verb, servable, request, output);
        }
        finally
        {
            servable.Release();
        }
    }

    private async Task<ServingError?> RunAsync(
        RestVerb verb,
        Servable servable,
        ExamplesBody request,
        IBufferWriter<byte> output)
    {
        var (signature, examples, timeout) = (request.SignatureName, request.Examples, options.RunTimeout);
        if (verb == RestVerb.Classify)
        {
            var classified = await runner.RunAsync(ExampleMethod.Classify, servable, signature, examples, timeout, CancellationToken.None);
            if (classified.Value is not null)
            {
                ExamplesAnswer.Write(output, classified.Value);
            }

            return classified.Error;
        }

        var regressed = await runner.RunAsync(ExampleMethod.Regress, servable, signature, examples, timeout, CancellationToken.None);
        if (regressed.Value is not null)
        {
            ExamplesAnswer.Write(output, regressed.Value);
        }

        return regressed.Error;
    }
}
