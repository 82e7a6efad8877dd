using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.Inference.Tests.TextFormat;

public class TextFormatParserTests
{
    [Fact]
    public void TryParse_ModelConfig_ReadsEveryForm()
    {
        const string Text = """
            # two models
            model_config_list: {
              config: {
                name: "a" 'b', base_path: "/m\x61\057\"" model_platform: "tensorflow";
                model_version_policy < specific { versions: 1 versions: [2, 0x10] } >
                version_labels { key: "stable" value: 1 }
                version_labels: { key: "canary", value: 2 },
              },
              config { name: "c" model_type: TENSORFLOW model_version_policy { latest { num_versions: 3 } } }
            }
            """;

        Assert.True(TextFormatParser.TryParse<ModelServerConfig>(Text, out var config, out var error), error);
        var (first, second) = (config.ModelConfigList.Config[0], config.ModelConfigList.Config[1]);
        Assert.Equal("ab", first.Name);
        Assert.Equal("/ma/\"", first.BasePath);
        Assert.Equal([1L, 2, 16], first.ModelVersionPolicy.Specific.Versions);
        Assert.Equal(2, first.VersionLabels["canary"]);
        Assert.Equal(3u, second.ModelVersionPolicy.Latest.NumVersions);
        Assert.Equal(ModelType.Tensorflow, second.ModelType);
    }

    [Fact]
    public void TryParse_Wrappers_ReadsTheirValue()
    {
        var text = File.ReadAllText(RepositoryPaths.InSharedData("savedmodels", "batching_config.txt"));

        Assert.True(TextFormatParser.TryParse<BatchingParameters>(text, out var parameters, out var error), error);
        Assert.Equal(128, parameters.MaxBatchSize);
        Assert.Equal(0, parameters.BatchTimeoutMicros);
        Assert.Equal(8, parameters.NumBatchThreads);
        Assert.Null(parameters.MaxExecutionBatchSize);
    }

    [Theory]
    [InlineData("improperly formatted file", "1:1: tensorflow.serving.ModelServerConfig has no field named \"improperly\"")]
    [InlineData("model_config_list {\n  config { name: 5 } }", "2:18: \"name\" needs a value of type string, not 5")]
    [InlineData("model_config_list { config { name: \"a\" name: \"b\" } }", "1:40: \"name\" is given twice")]
    [InlineData("model_config_list { config { name \"a\" } }", "1:35: ':' is missing after \"name\"")]
    [InlineData("model_config_list { config {", "1:29: '}' is missing at the end of ModelConfig")]
    [InlineData("model_config_list { config { name: \"a } }", "1:36: a string is not closed on its line")]
    [InlineData("model_config_list { config { version_labels { key: \"a\" } } }", "1:58: an entry of \"version_labels\" needs a key and a value")]
    [InlineData("model_config_list { config { model_version_policy { specific { versions: 9223372036854775808 } } } }",
        "1:74: \"versions\" needs a value of type int64, not 9223372036854775808")]
    public void TryParse_BadText_SaysWhere(string text, string expected)
    {
        Assert.False(TextFormatParser.TryParse<ModelServerConfig>(text, out _, out var error));
        Assert.Equal(expected, error);
    }
}
