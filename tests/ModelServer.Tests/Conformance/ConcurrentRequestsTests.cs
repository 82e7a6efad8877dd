using System.Text.Json;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>Many random requests at once, over both protocols: each gets the answer to its own question.</summary>
public sealed class ConcurrentRequestsTests(ModelsFixture models) : IClassFixture<ModelsFixture>
{
    private const int Requests = 1000;
    private const int AtOnce = 48;

    [Fact]
    public async Task Requests_AtOnce_AgreeWithArithmetic()
    {
        var random = new Random(20240607);
        var questions = Enumerable.Range(0, Requests).Select(i => new Question(i, Values(random), Values(random))).ToArray();
        var answers = new float[Requests][];

        await Parallel.ForEachAsync(
            questions,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (question, _) => answers[question.Number] = await AskAsync(question));

        Assert.All(questions, question => Assert.Equal(Expected(question), answers[question.Number]));
    }

    /// <summary>Multiples of an eighth: sums and halves of them are exact in single precision. Large requests share memory with those before them.</summary>
    private static float[] Values(Random random) => [.. Enumerable.Range(0, 1 + random.Next(random.Next(4) == 0 ? 2000 : 40)).Select(_ => random.Next(-100_000, 100_000) / 8f)];

    private static float[] Expected(Question question)
    {
        var expected = new float[question.Count];
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] = question.IsSum ? question.A[i] + question.B[i] : (question.A[i] / 2) + 2;
        }

        return expected;
    }

    private Task<float[]> AskAsync(Question question) => (question.Number % 4) switch
    {
        0 => RowsAsync(question),
        1 => ColumnsAsync(question),
        _ => GrpcAsync(question),
    };

    private async Task<float[]> RowsAsync(Question question)
    {
        var rows = question.IsSum
            ? JsonSerializer.Serialize(Enumerable.Range(0, question.Count).Select(i => new { a = question.A[i], b = question.B[i] }))
            : JsonSerializer.Serialize(question.A);
        using var answer = await PostAsync(question.Model, $"{{\"instances\":{rows}}}");
        return [.. answer.RootElement.GetProperty("predictions").EnumerateArray().Select(row => (question.IsSum ? row.GetProperty("sum") : row).GetSingle())];
    }

    private async Task<float[]> ColumnsAsync(Question question)
    {
        var inputs = question.IsSum
            ? JsonSerializer.Serialize(new { a = question.A[..question.Count], b = question.B[..question.Count] })
            : JsonSerializer.Serialize(question.A);
        using var answer = await PostAsync(question.Model, $"{{\"inputs\":{inputs}}}");
        var outputs = answer.RootElement.GetProperty("outputs");
        return [.. (question.IsSum ? outputs.GetProperty("sum") : outputs).EnumerateArray().Select(value => value.GetSingle())];
    }

    private async Task<float[]> GrpcAsync(Question question)
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = question.Model } };
        request.Inputs[question.IsSum ? "a" : "x"] = TensorProtoCodec.Encode(Tensor.Create<float>([question.Count], question.A.AsSpan(0, question.Count)));
        if (question.IsSum)
        {
            request.Inputs["b"] = TensorProtoCodec.Encode(Tensor.Create<float>([question.Count], question.B.AsSpan(0, question.Count)), asContent: true);
        }

        var response = await new PredictionService.PredictionServiceClient(models.Server.Channel).PredictAsync(
            request, cancellationToken: TestContext.Current.CancellationToken);
        return [.. response.Outputs[question.IsSum ? "sum" : "y"].FloatVal];
    }

    private async Task<JsonDocument> PostAsync(string model, string body)
    {
        var (status, text) = await models.Server.PostAsync($"/v1/models/{model}:predict", body);
        Assert.Equal(200, status);
        return JsonDocument.Parse(text);
    }

    private sealed record Question(int Number, float[] A, float[] B)
    {
        public bool IsSum => Number % 3 == 0;

        public string Model => IsSum ? "arithmetic" : "default";

        public int Count => IsSum ? Math.Min(A.Length, B.Length) : A.Length;
    }
}
