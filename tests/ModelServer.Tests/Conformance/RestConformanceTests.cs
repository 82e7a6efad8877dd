using System.Text;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>The REST protocol, byte for byte: the cases in <c>Cases/</c>, one file for each group of rules.</summary>
public sealed class RestConformanceTests(ModelsFixture models) : IClassFixture<ModelsFixture>
{
    private const string Default = "default";

    /// <summary>Files, and the models that each is about: what holds for the model built here holds for the reference models.</summary>
    private static readonly (string File, string[] Models)[] Files =
    [
        ("routes", [Default]),
        ("parse-errors", [Default]),
        ("dumps", [Default]),
        ("predict-rows", [Default]),
        ("predict-columns", [Default]),
        ("half-plus-two", [Default, "saved_model_half_plus_two_cpu", "saved_model_half_plus_two_tf2_cpu", "saved_model_half_plus_two_2_versions"]),
        ("half-plus-three", ["saved_model_half_plus_three"]),
        ("matrix", ["matrix_half_plus_two"]),
        ("several-tensors", [Default]),
        ("types", [Default]),
        ("numbers", [Default]),
        ("strings", [Default]),
        ("examples", [Default]),
        ("example-results", [Default]),
        ("status-metadata", [Default]),
    ];

    public static TheoryData<string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (file, model) in Files.SelectMany(file => file.Models.Select(model => (file.File, model))))
        {
            foreach (var wire in WireCase.Read(PathOf(file), model))
            {
                data.Add(file, model, wire.Title);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Exchange_AnswersExactly(string file, string model, string title)
    {
        ModelsFixture.Require(model);
        var wire = WireCase.Read(PathOf(file), model).Single(candidate => candidate.Title == title);
        using var request = Request(wire);

        using var response = await models.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var compared = wire.IsPrefix ? body[..Math.Min(body.Length, wire.Expected.Length)] : body;
        Assert.Equal($"{wire.Status}\n{Encoding.UTF8.GetString(wire.Expected)}", $"{(int)response.StatusCode}\n{Encoding.UTF8.GetString(compared)}");
        Assert.Equal(wire.Expected, compared);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
    }

    private HttpRequestMessage Request(WireCase wire)
    {
        // The target goes out as written: escapes are the server's to read.
        var target = new Uri(models.Server.Http.BaseAddress + wire.Target[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(wire.Method), target);
        if (wire.Method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new ByteArrayContent(wire.BodyBytes);
        }

        foreach (var header in wire.Headers.Select(header => header.Split(": ")))
        {
            _ = request.Headers.TryAddWithoutValidation(header[0], header[1]) || request.Content?.Headers.TryAddWithoutValidation(header[0], header[1]) == true;
        }

        return request;
    }

    private static string PathOf(string file) => RepositoryPaths.InRepository("tests", "ModelServer.Tests", "Conformance", "Cases", file + ".txt");
}
