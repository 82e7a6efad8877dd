using System.Diagnostics.CodeAnalysis;
using ModelServing.ModelServer.Nodes.Processes;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What stands for which image. Settings add to the table and may override it.</summary>
/// <remarks>
/// <c>ModelServing:Images:my/server=python3 server.py</c> runs a command in place of an image: its entry point, which a pod's
/// <c>command</c> replaces. <c>…:my/server:Cmd</c> is what a pod's <c>args</c> replace, <c>…:my/server:WorkingDir</c> where it runs.
/// Who may create pods may then run commands as the user who runs the node.
/// </remarks>
internal sealed class ImageTable
{
    private const string Cmd = ":Cmd";
    private const string WorkingDirectory = ":WorkingDir";

    private static readonly Dictionary<string, Personality> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tensorflow-serving"] = Personality.TensorFlowServing,
        ["storage-initializer"] = Personality.StorageInitializer,
    };

    private readonly SortedDictionary<string, Image> _images = new(StringComparer.Ordinal)
    {
        ["tensorflow/serving"] = new(Personality.TensorFlowServing),
        ["kserve/storage-initializer"] = new(Personality.StorageInitializer),
        ["seldonio/rclone-storage-initializer"] = new(Personality.StorageInitializer),
    };

    public ImageTable(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var known = settings.Where(pair => pair.Value is not null).ToList();
        foreach (var (image, text) in known.Where(pair => !IsPart(pair.Key)))
        {
            _images[ImageName.Of(image)] = Names.TryGetValue(text ?? "", out var personality)
                ? new(personality)
                : new(Personality.Command, new ImageCommand(Words(image, text), Words(image + Cmd, Part(image + Cmd)), Part(image + WorkingDirectory)));
        }

        if (known.Find(pair => IsPart(pair.Key) && Part(pair.Key[..pair.Key.LastIndexOf(':')]) is null) is { Key: { } orphan })
        {
            throw new ArgumentException($"ModelServing:Images:{orphan} needs a command: ModelServing:Images:{orphan[..orphan.LastIndexOf(':')]}=<command>");
        }

        string? Part(string key) => known.Find(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
    }

    public bool TryFind(string image, [NotNullWhen(true)] out Image? found, [NotNullWhen(false)] out string? problem)
    {
        problem = _images.TryGetValue(ImageName.Of(image), out found)
            ? null
            : $"images are not pulled here, and ModelServing:Images does not map {ImageName.Of(image)}; it knows {string.Join(", ", _images.Keys)}";
        return found is not null;
    }

    private static bool IsPart(string key) => key.EndsWith(Cmd, StringComparison.OrdinalIgnoreCase) || key.EndsWith(WorkingDirectory, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> Words(string key, string? text) =>
        CommandWords.TrySplit(text ?? "", out var words) ? words : throw new ArgumentException($"ModelServing:Images:{key} has a quote without its end: {text}");
}
