using k8s.Models;
using ModelServing.ModelServer.Nodes;
using ModelServing.ModelServer.Nodes.Processes;
using Xunit;

namespace ModelServing.ModelServer.Tests.Nodes;

public sealed class TranslationTests
{
    [Theory]
    [InlineData("tensorflow/serving", "tensorflow/serving")]
    [InlineData("tensorflow/serving:2.14.0", "tensorflow/serving")]
    [InlineData("docker.io/tensorflow/serving:latest-gpu", "tensorflow/serving")]
    [InlineData("localhost:5000/tensorflow/serving", "tensorflow/serving")]
    [InlineData("registry.example.com:5000/kserve/storage-initializer:v0.20.0", "kserve/storage-initializer")]
    [InlineData("tensorflow/serving@sha256:0123", "tensorflow/serving")]
    [InlineData("busybox:1", "busybox")]
    public void ImageName_OfAReference_DropsHostTagAndDigest(string image, string expected) => Assert.Equal(expected, ImageName.Of(image));

    [Theory]
    [InlineData("tensorflow/serving:2.14.0", true)]
    [InlineData("localhost:5000/a/b_c/d-e:latest", true)]
    [InlineData("busybox@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("Busybox:1", false)]
    [InlineData("busybox:1:2", false)]
    [InlineData("busybox:", false)]
    [InlineData("a//b", false)]
    [InlineData("busy box", false)]
    public void ImageName_IsValid_FollowsTheGrammarOfReferences(string image, bool expected) => Assert.Equal(expected, ImageName.IsValid(image));

    [Fact]
    public void ImageTable_UnknownImage_NamesTheTableAndTheKnownImages()
    {
        var table = new ImageTable([KeyValuePair.Create<string, string?>("mirror/serving", "tensorflow-serving")]);

        Assert.True(table.TryFind("quay.io/mirror/serving:1", out var image, out _));
        Assert.Equal(new Image(Personality.TensorFlowServing), image);
        Assert.False(table.TryFind("busybox:1", out _, out var problem));
        Assert.Equal("images are not pulled here, and ModelServing:Images does not map busybox; it knows kserve/storage-initializer, mirror/serving, seldonio/rclone-storage-initializer, tensorflow/serving", problem);
    }

    [Fact]
    public void ImageTable_Command_IsReplacedAsThePodWantsIt()
    {
        var table = new ImageTable([Setting("my/server:1", "python3 '$(V) server.py'"), Setting("my/server:1:Cmd", "--port 80"), Setting("my/server:1:WorkingDir", "app")]);

        var variables = new Dictionary<string, string> { ["V"] = "-v" };

        Assert.True(table.TryFind("my/server:2", out var image, out _));
        Assert.Equal((Personality.Command, "app"), (image.Personality, image.Command?.WorkingDirectory));
        Assert.Equal(["python3", "$(V) server.py", "--port", "80"], image.Command!.For(new V1Container(), variables));
        Assert.Equal(["python3", "$(V) server.py", "-v"], image.Command.For(new V1Container { Args = ["$(V)"] }, variables));
        Assert.Equal(["sh"], image.Command.For(new V1Container { Command = ["sh"] }, variables));
        Assert.Equal(["sh", "-v"], image.Command.For(new V1Container { Command = ["sh"], Args = ["$(V)"] }, variables));
    }

    [Theory]
    [InlineData("my/server", "sh -c 'open", "ModelServing:Images:my/server has a quote without its end: sh -c 'open")]
    [InlineData("my/server:Cmd", "-v", "ModelServing:Images:my/server:Cmd needs a command: ModelServing:Images:my/server=<command>")]
    public void ImageTable_SettingThatIsNoCommand_IsRefused(string key, string value, string expected) =>
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => new ImageTable([Setting(key, value)])).Message);

    [Theory]
    [InlineData("a  b", "a|b")]
    [InlineData(" 'a b' \"c d\"e ", "a b|c de")]
    [InlineData("a\\ b '' \"\\\"\"", "a b||\"")]
    [InlineData("'\\'", "\\")]
    public void CommandWords_TrySplit_QuotesAsAShellDoes(string text, string expected)
    {
        Assert.True(CommandWords.TrySplit(text, out var words));
        Assert.Equal(expected, string.Join('|', words));
    }

    [Fact]
    public void StorageMap_LongestPrefix_Wins()
    {
        var root = Directory.CreateTempSubdirectory("storage-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "special", "v"));
            Directory.CreateDirectory(Path.Combine(root, "models", "m"));
            var map = new StorageMap(
            [
                KeyValuePair.Create<string, string?>("gs", null),
                KeyValuePair.Create<string, string?>("gs://b/models", root + "/models"),
                KeyValuePair.Create<string, string?>("gs://b/models/special/", root + "/special"),
                KeyValuePair.Create<string, string?>("pvc://claim", root),
            ]);

            Assert.Equal(root + "/models/m", Mapped(map, "gs://b/models/m"));
            Assert.Equal(root + "/special/v", Mapped(map, "gs://b/models/special/v/"));
            Assert.Equal(root + "/models", Mapped(map, "pvc://claim/models"));
            Assert.Equal(root, Mapped(map, "file://" + root));
            Assert.Equal("bucket gs://other is not mapped to a folder: set ModelServing:Storage:gs://other=<folder>", Problem(map, "gs://other/models"));
            Assert.Equal("bucket gs://b is not mapped to a folder: set ModelServing:Storage:gs://b=<folder>", Problem(map, "gs://b/models-2/m"));
            Assert.Equal("claim pvc://x is not mapped to a folder: set ModelServing:Storage:pvc://x=<folder>", Problem(map, "pvc://x"));
            Assert.EndsWith("which does not exist", Problem(map, "gs://b/models/absent"), StringComparison.Ordinal);
            Assert.NotNull(Problem(map, "gs://b/models/../../etc"));
            Assert.Equal([("/special", root + "/special")], map.Below("gs://b/models/"));
            Assert.Empty(map.Below("gs://b/models/special"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Theory]
    [InlineData("/mnt/models", "/host/a")]
    [InlineData("/mnt/models/1", "/host/a/1")]
    [InlineData("/mnt/models/deep/x", "/host/deep/x")]
    [InlineData("/mnt/models-2", "/mnt/models-2")]
    [InlineData("/mnt/models/../../etc/passwd", "/mnt/models/../../etc/passwd")]
    [InlineData("relative", "relative")]
    public void PathMap_Translate_ReplacesTheLongestMount(string path, string expected)
    {
        var paths = new PathMap();
        paths.Mount("/mnt/models/", "/host/a");
        paths.Mount("/mnt/models/deep", "/host/deep");

        Assert.Equal(expected, paths.Translate(path));
    }

    [Theory]
    [InlineData("--model_name=$(NAME)", "--model_name=digits")]
    [InlineData("$(A)$(NAME)", "$(A)digits")]
    [InlineData("$$(NAME)", "$(NAME)")]
    [InlineData("$(NAME", "$(NAME")]
    [InlineData("100$", "100$")]
    public void VariableExpansion_Expand_FollowsKubernetes(string text, string expected) =>
        Assert.Equal(expected, VariableExpansion.Expand(text, new Dictionary<string, string> { ["NAME"] = "digits" }));

    [Fact]
    public void TensorFlowCommand_WithoutCommand_StartsFromTheEntryPointsDefaults()
    {
        var container = new V1Container { Args = ["/usr/bin/tensorflow_model_server", "--rest_api_port=8080", "--model_base_path=/mnt/models"] };
        var paths = new PathMap();
        paths.Mount("/mnt/models", "/host");

        var command = TensorFlowCommand.Build(container, new Dictionary<string, string> { ["MODEL_NAME"] = "digits" }, paths);

        Assert.Equal(
            ["--port=8500", "--rest_api_port=8501", "--model_name=digits", "--model_base_path=/models/digits", "--rest_api_port=8080", "--model_base_path=/host"],
            command);
    }

    [Fact]
    public void TensorFlowCommand_WithCommand_HasNoDefaults()
    {
        var container = new V1Container { Command = ["/usr/bin/tensorflow_model_server"], Args = ["--port=9000", "-model_name=m"] };

        Assert.Equal(["--port=9000", "--model_name=m"], TensorFlowCommand.Build(container, new Dictionary<string, string>(), new PathMap()));
    }

    [Fact]
    public void MappedConfigFile_Translate_ChangesOnlyBasePaths()
    {
        var paths = new PathMap();
        paths.Mount("/models", "/host");

        var text = MappedConfigFile.Translate("config { name: '/models' base_path: '/models/m' } config { base_path:\"/models\" }", paths);

        Assert.Equal("config { name: '/models' base_path: '/host/m' } config { base_path:\"/host\" }", text);
    }

    [Fact]
    public void RestartBackOff_Next_DoublesUpToFiveMinutesUntilTheContainerRunsForLong()
    {
        var backOff = new RestartBackOff();

        Assert.Equal([0, 10, 20, 40, 80, 160, 300, 300], Enumerable.Range(0, 8).Select(_ => (int)backOff.Next(TimeSpan.FromMinutes(1)).TotalSeconds));
        Assert.Equal([0, 10], new[] { TimeSpan.FromMinutes(10), TimeSpan.Zero }.Select(ran => (int)backOff.Next(ran).TotalSeconds));
    }

    [Fact]
    public void ReadinessGate_Observe_CountsConsecutiveResults()
    {
        bool[] results = [false, true, true, false, false, true, false, false, false, true];
        var gate = new ReadinessGate(SuccessThreshold: 1, FailureThreshold: 3);
        List<bool> ready = [];
        foreach (var result in results)
        {
            gate = gate.Observe(result);
            ready.Add(gate.IsReady);
        }

        Assert.Equal([false, true, true, true, true, true, true, true, false, true], ready);
    }

    [Theory]
    [InlineData("cat /mnt/models/a /mnt/models;", "cat /host/a/a /host/a;")]
    [InlineData("--dir=/mnt/models:/mnt/models/deep", "--dir=/host/a:/host/deep")]
    [InlineData("/mnt/models-2 /my/mnt/models", "/mnt/models-2 /my/mnt/models")]
    public void PathMap_TranslateText_ReplacesEveryPath(string text, string expected)
    {
        var paths = new PathMap();
        paths.Mount("/mnt/models/", "/host/a");
        paths.Mount("/mnt/models/deep", "/host/deep");

        Assert.Equal(expected, paths.TranslateText(text));
    }

    private static KeyValuePair<string, string?> Setting(string key, string value) => KeyValuePair.Create<string, string?>(key, value);

    private static string Mapped(StorageMap map, string uri)
    {
        Assert.True(map.TryMap(uri, out var folder, out var problem), problem);
        return folder;
    }

    private static string Problem(StorageMap map, string uri)
    {
        Assert.False(map.TryMap(uri, out _, out var problem));
        return problem;
    }
}
