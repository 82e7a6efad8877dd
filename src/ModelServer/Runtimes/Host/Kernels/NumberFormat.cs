using System.Globalization;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Numbers in the way of C's printf, as the attributes of AsString ask.</summary>
internal sealed class NumberFormat(GraphNode node)
{
    private readonly int _precision = (int)node.Int("precision", -1);
    private readonly int _width = (int)node.Int("width", -1);
    private readonly string _fill = node.Text("fill", string.Empty);
    private readonly bool _isScientific = node.Bool("scientific");
    private readonly bool _isShortest = node.Bool("shortest");

    public string Write(Tensor tensor, int index) => tensor.DataType switch
    {
        DataType.Bool => tensor.AsSpan<bool>()[index] ? "true" : "false",
        DataType.Float => Pad(Real(tensor.AsSpan<float>()[index])),
        DataType.Double => Pad(Real(tensor.AsSpan<double>()[index])),
        DataType.Int32 or DataType.Int64 => Pad(Elements.Text(tensor, index)),
        DataType.Int8 => Pad(tensor.AsSpan<sbyte>()[index].ToString(CultureInfo.InvariantCulture)),
        DataType.UInt8 => Pad(tensor.AsSpan<byte>()[index].ToString(CultureInfo.InvariantCulture)),
        DataType.Int16 => Pad(tensor.AsSpan<short>()[index].ToString(CultureInfo.InvariantCulture)),
        var other => throw Shapes.Invalid($"AsString of {other.Name()} is not supported"),
    };

    private string Pad(string text)
    {
        var signed = _fill == "+" && !text.StartsWith('-') ? "+" + text : _fill == " " && !text.StartsWith('-') ? " " + text : text;
        if (signed.Length >= _width)
        {
            return signed;
        }

        if (_fill == "0" && char.IsAsciiDigit(signed[^1]))
        {
            return signed.StartsWith('-') ? "-" + signed[1..].PadLeft(_width - 1, '0') : signed.PadLeft(_width, '0');
        }

        return _fill == "-" ? signed.PadRight(_width) : signed.PadLeft(_width);
    }

    private string Real(double value)
    {
        var digits = _precision < 0 ? 6 : _precision;
        return !double.IsFinite(value) ? Special(value) : _isScientific ? Scientific(value, digits) : _isShortest ? General(value, Math.Max(1, digits)) : value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }

    private static string Scientific(double value, int digits) =>
        value.ToString($"0.{new string('0', digits)}e+00", CultureInfo.InvariantCulture);

    /// <summary>%g: as many significant digits, no zeros at the end, an exponent for the very small and large.</summary>
    public static string General(double value, int digits)
    {
        if (!double.IsFinite(value))
        {
            return Special(value);
        }

        var scientific = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific[(scientific.IndexOf('E', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
        return exponent < -4 || exponent >= digits
            ? value.ToString($"0.{new string('#', digits - 1)}e+00", CultureInfo.InvariantCulture)
            : Trim(value.ToString($"F{digits - 1 - exponent}", CultureInfo.InvariantCulture));
    }

    private static string Special(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";

    private static string Trim(string text) => text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
}
