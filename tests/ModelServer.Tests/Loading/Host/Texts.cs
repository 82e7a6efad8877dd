using System.Text;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>String tensors from and to texts, byte by byte.</summary>
internal static class Texts
{
    public static readonly (string, AttrValue) Type = ("T", Attributes.Of(Inference.Protos.DataType.DtString));

    public static Tensor Of(params string[] texts) => Tensor.FromStrings([texts.Length], texts);

    public static Tensor OfBytes(params byte[][] texts) => Tensor.FromStrings([texts.Length], [.. texts.Select(text => (ReadOnlyMemory<byte>)text)]);

    public static string[] Read(this Tensor tensor) => [.. tensor.Strings.Select(text => Encoding.UTF8.GetString(text.Span))];
}
