using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using ModelServing.Inference.Json;
using Xunit;

namespace ModelServing.Inference.Tests.Json;

public class NumberTextTests
{
    [Theory]
    [InlineData(9000000f, "9e+06")]
    [InlineData(999999f, "999999.0")]
    [InlineData(.5f, "0.5")]
    [InlineData(.0003f, "0.0003")]
    [InlineData(.00003f, "3e-05")]
    [InlineData(555557.5f, "555557.5")]
    [InlineData(1234567f, "1234567.0")]
    [InlineData(16777216f, "16777216.0")]
    [InlineData(1 / 3f, "0.333333343")]
    [InlineData(-0f, "-0.0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(100f, "100.0")]
    [InlineData(-2.25f, "-2.25")]
    [InlineData(float.MaxValue, "3.40282347e+38")]
    [InlineData(float.Epsilon, "1.4013e-45")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void WriteResult_Float_PrintsLikeC(float value, string expected) => Assert.Equal(expected, Print(output => NumberText.WriteResult(output, value)));

    [Theory]
    [InlineData(1 / 3d, "0.33333333333333331")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e100, "1e+100")]
    [InlineData(123456789012, "123456789012.0")]
    public void WriteResult_Double_PrintsLikeC(double value, string expected) => Assert.Equal(expected, Print(output => NumberText.WriteResult(output, value)));

    [Fact]
    public void WriteResult_AnyFloat_ReadsBackExactly() => Check.Sample(Gen.Float.Where(float.IsFinite), value =>
        float.Parse(Print(output => NumberText.WriteResult(output, value)), CultureInfo.InvariantCulture) == value);

    private static string Print(Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
