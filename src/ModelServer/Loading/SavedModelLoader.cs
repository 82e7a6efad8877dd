using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Host;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Runtimes;

namespace ModelServing.ModelServer.Loading;

/// <summary>Loads a version folder in TensorFlow's SavedModel format, for running on ONNX Runtime.</summary>
internal sealed class SavedModelLoader(TimeProvider timeProvider, ILogger<SavedModelLoader> logger)
{
    /// <summary>What a load may leave to be collected some time: a server that then idles would hold more for good.</summary>
    private const long MaxGarbage = 1 << 25;

    /// <summary>Loads every signature of the meta graph that has the tags asked for, or says why it cannot.</summary>
    public bool TryLoad(string versionFolder, LoadOptions options, [NotNullWhen(true)] out LoadedModel? model, [NotNullWhen(false)] out LoadError? error)
    {
        model = null;
        error = null;
        var started = timeProvider.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            model = Load(versionFolder, options);
            logger.Loaded(versionFolder, model.Signatures.Count, timeProvider.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (LoadException e)
        {
            error = e.Error;
        }
        catch (OnnxRuntimeException e)
        {
            error = new LoadError(ErrorCode.Internal, $"The converted model in {versionFolder} does not run: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = new LoadError(ErrorCode.NotFound, $"Could not read the SavedModel in {versionFolder}: {e.Message}");
        }
        catch (InsufficientExecutionStackException)
        {
            error = new LoadError(ErrorCode.InvalidArgument, $"The graph in {versionFolder} leads back to itself, or is nested too deep");
        }
        catch (Exception e) when (IsMalformed(e))
        {
            error = new LoadError(ErrorCode.DataLoss, $"The SavedModel in {versionFolder} is malformed: {e.Message}");
        }

        if (GC.GetAllocatedBytesForCurrentThread() - allocated > MaxGarbage)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return model is not null;
    }

    /// <summary>Converters take a graph at its word: what a node lacks shows where it is used.</summary>
    private static bool IsMalformed(Exception exception) => exception
        is ArgumentException or OverflowException or IndexOutOfRangeException or KeyNotFoundException or InvalidOperationException or DivideByZeroException;

    private static LoadedModel Load(string folder, LoadOptions options)
    {
        var metaGraph = Find(Parse(folder), options.Tags);
        using var checkpoint = OpenCheckpoint(folder);
        var graph = new ImportedGraph(metaGraph.GraphDef ?? new GraphDef());
        using var sessions = new SessionSet(options);
        var host = new HostLoading(folder, metaGraph, graph, checkpoint, sessions);
        Dictionary<string, CompiledSignature> signatures = new(StringComparer.Ordinal);
        foreach (var (name, signature) in metaGraph.SignatureDef)
        {
            signatures[name] = Compile(name, signature);
        }

        foreach (var model in signatures.Values.Select(signature => signature.Model).OfType<OnnxModel>())
        {
            sessions.Expect(model);
        }

        var runners = signatures.ToDictionary(pair => pair.Key, pair => SignatureRunner.Create(pair.Value, metaGraph.SignatureDef[pair.Key], sessions));
        Dictionary<string, SignatureDef> joint = new(StringComparer.Ordinal);
        foreach (var (name, signature) in JointSignatures.Of(metaGraph.SignatureDef.Where(pair => !host.Changes(pair.Key)).ToDictionary()))
        {
            try
            {
                runners[name] = SignatureRunner.Create(Compile(name, signature), signature, sessions);
                joint[name] = signature;
            }
            catch (Exception e) when (e is LoadException or OnnxRuntimeException || IsMalformed(e))
            {
                // Each of them works; together they may be too large for one model.
            }
        }

        return new LoadedModel(metaGraph.SignatureDef, joint, runners, sessions.Take());

        CompiledSignature Compile(string name, SignatureDef signature) =>
            host.TryCompile(name, signature) ?? new SignatureCompiler(graph, host.Constants, name, signature).Compile();
    }

    private static SavedModel Parse(string folder)
    {
        var path = Path.Combine(folder, "saved_model.pb");
        if (!File.Exists(path))
        {
            return File.Exists(path + "txt")
                ? ParseText(path + "txt")
                : throw new LoadException(ErrorCode.NotFound, $"Could not find SavedModel .pb or .pbtxt at supplied export directory path: {folder}. Check that the directory exists and that you have the right permissions for accessing it.");
        }

        try
        {
            using var stream = File.OpenRead(path);
            return SavedModel.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new LoadException(ErrorCode.DataLoss, $"Can't parse {path} as binary proto", e);
        }
    }

    private static SavedModel ParseText(string path) => TextFormatParser.TryParse<SavedModel>(File.ReadAllText(path), out var model, out var error, skipUnknown: true)
        ? model
        : throw new LoadException(ErrorCode.DataLoss, $"Can't parse {path} as text proto: {error}");

    private static MetaGraphDef Find(SavedModel model, IReadOnlyList<string> tags)
    {
        var found = model.MetaGraphs.FirstOrDefault(graph => graph.MetaInfoDef?.Tags.ToHashSet().SetEquals(tags) ?? false);
        return found ?? throw new LoadException(
            ErrorCode.NotFound,
            $"Could not find meta graph def matching supplied tags: {{ {string.Join(' ', tags)} }}. To inspect available tag-sets in the SavedModel, please use the SavedModel CLI: `saved_model_cli`");
    }

    private static Checkpoint? OpenCheckpoint(string folder)
    {
        var prefix = Path.Combine(folder, "variables", "variables");
        return File.Exists(prefix + ".index") ? Checkpoint.Open(prefix) : null;
    }
}
