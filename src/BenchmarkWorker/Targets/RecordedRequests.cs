using System.Text;
using ModelServing.BenchmarkWorker.Clients.Encoders;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using V2Request = ModelServing.Inference.OpenInference.InferRequest;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>
/// Requests that a user recorded: JSON bodies, one a line, or a request log of TensorFlow Serving. A target that speaks their protocol gets bodies
/// as they are, others get the same tensors in theirs.
/// </summary>
internal sealed class RecordedRequests
{
    private readonly string _file;
    private readonly byte[][] _bodies;
    private readonly IReadOnlyList<PredictInputs> _logged;

    private RecordedRequests(string file, byte[][] bodies, IReadOnlyList<PredictInputs> logged)
    {
        (_file, _bodies, _logged) = (file, bodies, logged);
    }

    /// <summary>Reads the file, if one is named; the second value is the one line that says why it cannot be.</summary>
    public static async Task<(RecordedRequests? Requests, string? Problem)> ReadAsync(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return (null, null);
        }

        try
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            if (RequestLog.Is(bytes))
            {
                var (logged, problem) = RequestLog.Read(bytes);
                return logged is { Count: > 0 } ? (new(file, [], logged), null) : (null, $"{file}: {problem ?? "no requests"}");
            }

            byte[][] bodies = [.. Encoding.UTF8.GetString(bytes).TrimStart('\ufeff').Split('\n', '\r').Where(line => !string.IsNullOrWhiteSpace(line)).Select(Encoding.UTF8.GetBytes)];
            return bodies.Length > 0 ? (new(file, bodies, []), null) : (null, $"{file} has no requests");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot read {file}: {exception.Message}");
        }
    }

    /// <summary>Encodes the requests for a target; the second value names the first that cannot be.</summary>
    public (Payload[]? Payloads, string? Problem) For(Discovery target, int wanted)
    {
        if (_logged.Count > 0)
        {
            return target.Protocol == WireProtocol.Raw
                ? (null, $"{target.PredictUrl} says nothing about its protocol, so the tensors of {_file} cannot be sent to it")
                : ([.. _logged.Take(Math.Max(1, wanted)).Select(request => PredictEncoder.Encode(target.Protocol, request with { ModelName = target.ModelName }, InstancesOf(request.Tensors[0].Tensor)))], null);
        }

        List<Payload> payloads = [];
        foreach (var (number, body) in _bodies.Take(Math.Max(1, wanted)).Index())
        {
            if (!TryEncode(body, target, out var payload, out var problem))
            {
                return (null, $"request {number + 1} of {_file} cannot be sent as {target.Protocol}: {problem}");
            }

            payloads.Add(payload);
        }

        return ([.. payloads], null);
    }

    private static int InstancesOf(Tensor tensor) => tensor.Rank > 0 ? (int)tensor.Shape[0] : 1;

    private static bool TryEncode(byte[] body, Discovery target, out Payload payload, out string? problem)
    {
        payload = new(body, 0, InputDigest.Of(body));
        problem = null;
        if (target.Protocol == WireProtocol.Raw)
        {
            return true;
        }

        if (!JsonDocument.TryParse(body, out var document, out var error))
        {
            problem = error.Message;
            return false;
        }

        using (document)
        {
            var form = FormOf(document.Root);
            if (form == target.Protocol && form == WireProtocol.Seldon)
            {
                return true;
            }

            if (TryReadTensors(body, form, target.Signature, out problem) is not { Length: > 0 } tensors)
            {
                // What its own server understands need not be understood here.
                problem = form == target.Protocol ? null : problem ?? "it is a request of no protocol known here";
                return problem is null;
            }

            var instances = InstancesOf(tensors[0].Tensor);
            payload = form == target.Protocol
                ? payload with { Instances = instances, Inputs = InputDigest.Of(tensors) }
                : PredictEncoder.Encode(target.Protocol, new(target.ModelName, target.Signature?.Name, tensors), instances);
            return true;
        }
    }

    /// <remarks>V1: <c>{"instances":…}</c> or <c>{"inputs":…}</c>; V2: <c>{"inputs":[{"name":…,"datatype":…}]}</c>; Seldon: <c>{"data":…}</c> and the like.</remarks>
    private static WireProtocol FormOf(JsonValue root) => root.Kind != JsonKind.Object ? WireProtocol.Raw
        : root.TryGet("instances"u8, out _) ? WireProtocol.TensorFlow
        : root.TryGet("inputs"u8, out var inputs) ? inputs is { Kind: JsonKind.Array, Count: > 0 } && inputs.FirstElement.Kind == JsonKind.Object && inputs.FirstElement.TryGet("datatype"u8, out _)
            ? WireProtocol.OpenInference : WireProtocol.TensorFlow
        : root.TryGet("data"u8, out _) || root.TryGet("jsonData"u8, out _) || root.TryGet("strData"u8, out _) || root.TryGet("binData"u8, out _) ? WireProtocol.Seldon
        : WireProtocol.Raw;

    private static NamedTensor[]? TryReadTensors(byte[] body, WireProtocol form, ModelSignature? signature, out string? problem)
    {
        Dictionary<string, Tensor>? inputs = null;
        problem = null;
        if (form == WireProtocol.OpenInference)
        {
            inputs = V2Request.TryParse(body, out var request, out var error) ? request.Inputs : null;
            problem = error?.Message;
        }
        else if (form == WireProtocol.TensorFlow && signature is not null && PredictBody.TryParse(body, out var request, out var error))
        {
            using (request)
            {
                problem = request.TryReadInputs(new(request.SignatureName, Define(signature)), out _, out inputs, out error) ? null : error.Message;
            }
        }
        else if (form == WireProtocol.TensorFlow)
        {
            problem = "without the model's metadata its tensors have no types";
        }

        return inputs is null ? null : [.. inputs.Select(input => new NamedTensor(input.Key, input.Value))];
    }

    private static SignatureDef Define(ModelSignature signature)
    {
        var definition = new SignatureDef();
        foreach (var input in signature.Inputs)
        {
            definition.Inputs[input.Name] = new TensorInfo { Dtype = (Inference.Protos.DataType)input.Type };
        }

        return definition;
    }
}
