using System.Diagnostics.CodeAnalysis;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Which personality stands for which image. Settings add to the table and may override it.</summary>
internal sealed class ImageTable
{
    private static readonly Dictionary<string, Personality> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tensorflow-serving"] = Personality.TensorFlowServing,
        ["storage-initializer"] = Personality.StorageInitializer,
    };

    private readonly SortedDictionary<string, Personality> _images = new(StringComparer.Ordinal)
    {
        ["tensorflow/serving"] = Personality.TensorFlowServing,
        ["kserve/storage-initializer"] = Personality.StorageInitializer,
        ["seldonio/rclone-storage-initializer"] = Personality.StorageInitializer,
    };

    public ImageTable(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        foreach (var (image, name) in settings)
        {
            if (name is not null)
            {
                _images[ImageName.Of(image)] = Names.TryGetValue(name, out var personality)
                    ? personality
                    : throw new ArgumentException($"ModelServing:Images:{image} names \"{name}\", which is none of: {string.Join(", ", Names.Keys)}");
            }
        }
    }

    public bool TryFind(string image, out Personality personality, [NotNullWhen(false)] out string? problem)
    {
        var found = _images.TryGetValue(ImageName.Of(image), out personality);
        problem = found ? null : $"images are not pulled here, and ModelServing:Images does not map {ImageName.Of(image)}; it knows {string.Join(", ", _images.Keys)}";
        return found;
    }
}
