using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Loading.Host;

/// <summary>The files that come with a SavedModel: nodes hold the names they had where it was written, and get their paths here.</summary>
internal static class AssetFiles
{
    public static IReadOnlyDictionary<GraphNode, Tensor> Read(string folder, MetaGraphDef metaGraph, ImportedGraph graph)
    {
        var assets = Path.GetFullPath(Path.Combine(folder, "assets"));
        Dictionary<GraphNode, Tensor> paths = [];
        foreach (var file in Files(metaGraph))
        {
            var path = Path.GetFullPath(Path.Combine(assets, file.Filename));
            if (!path.StartsWith(assets + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new LoadException(ErrorCode.InvalidArgument, $"Asset {file.Filename} is outside of {assets}");
            }

            if (graph.Main.Find(file.TensorInfo?.Name.Split(':')[0] ?? string.Empty) is { } node)
            {
                paths[node] = Tensor.FromStrings([], path);
            }
        }

        return paths;
    }

    private static IEnumerable<AssetFileDef> Files(MetaGraphDef metaGraph)
    {
        if (metaGraph.AssetFileDef.Count > 0)
        {
            return metaGraph.AssetFileDef;
        }

        try
        {
            var listed = metaGraph.CollectionDef.GetValueOrDefault("saved_model_assets")?.AnyList?.Value ?? [];
            return listed.Select((Any any) => AssetFileDef.Parser.ParseFrom(any.Value)).ToList();
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new LoadException(ErrorCode.DataLoss, "The list of assets is malformed", e);
        }
    }
}
