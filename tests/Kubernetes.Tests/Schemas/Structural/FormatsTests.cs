using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

public sealed class FormatsTests
{
    [Theory]
    [InlineData("date", "2026-02-28", "2026-02-30")]
    [InlineData("date-time", "2026-02-28T01:02:03.5+01:00", "2026-02-28")]
    [InlineData("duration", "1h30m", "one hour")]
    [InlineData("ipv4", "10.0.0.1", "10.0.0")]
    [InlineData("ipv6", "fe80::1", "10.0.0.1")]
    [InlineData("cidr", "10.0.0.0/8", "10.0.0.0/33")]
    [InlineData("mac", "01:23:45:67:89:ab", "01:23")]
    [InlineData("uuid", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679")]
    [InlineData("uuid4", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679-7425-30de-944b-e07fc1f90ae7")]
    [InlineData("byte", "aGVsbG8=", "a?")]
    [InlineData("hostname", "a.example.com", "a_b")]
    [InlineData("uri", "http://x/y", "x y")]
    [InlineData("hexcolor", "#fff", "#ff")]
    [InlineData("rgbcolor", "rgb(1,2,255)", "rgb(1,2,256)")]
    [InlineData("creditcard", "4111-1111-1111-1111", "4111-1111-1111-1112")]
    [InlineData("isbn10", "0-306-40615-2", "0-306-40615-3")]
    [InlineData("isbn13", "978-0-306-40615-7", "978-0-306-40615-8")]
    [InlineData("bsonobjectid", "507f1f77bcf86cd799439011", "507f")]
    [InlineData("ssn", "111-22-3333", "111")]
    public void Format_TellsRightFromWrong(string format, string right, string wrong)
    {
        var schema = OfSpec($$"""{"type":"string","format":"{{format}}"}""");

        Assert.Empty(schema.Validate(Object($$"""{"spec":"{{right}}"}""")));
        Assert.Single(schema.Validate(Object($$"""{"spec":"{{wrong}}"}""")));
    }
}
