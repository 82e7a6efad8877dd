using ModelServing.BenchmarkWorker.Clients;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Clients;

public class HeaderFieldTests
{
    [Theory]
    [InlineData("Authorization: Bearer a:b", "Authorization", "Bearer a:b")]
    [InlineData("x-empty:", "x-empty", "")]
    [InlineData(" seldon :  digits ", "seldon", "digits")]
    public void TryParse_Header_SplitsAtTheFirstColon(string text, string name, string value)
    {
        Assert.True(HeaderField.TryParse(text, out var header));
        Assert.Equal((name, value), (header.Name, header.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no colon")]
    [InlineData(": value")]
    [InlineData("two words: value")]
    [InlineData("name: two\r\nlines: 1")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(HeaderField.TryParse(text, out _));
}
