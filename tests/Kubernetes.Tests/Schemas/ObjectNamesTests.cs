using ModelServing.Kubernetes.Schemas;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Schemas;

public sealed class ObjectNamesTests
{
    [Theory]
    [InlineData("", "name part must be non-empty")]
    [InlineData("a b", "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')")]
    [InlineData("/a", "prefix part must be non-empty")]
    [InlineData("A/a", @"prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]
    [InlineData("a/b/c", "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')")]
    [InlineData("example.com/My.Name_1", null)]
    public void QualifiedName_SaysWhatIsWrong(string name, string? expected) => Assert.Equal(expected, ObjectNames.QualifiedName(name) is [var first, ..] ? first : null);

    [Fact]
    public void Names_TooLong_AreToldSoFirst()
    {
        var name = new string('a', 64);

        Assert.Equal(["must be no more than 63 characters"], ObjectNames.Label1123(name));
        Assert.Empty(ObjectNames.Subdomain(name));
        Assert.Equal("must be no more than 253 characters", ObjectNames.Subdomain(new string('a', 254))[0]);
        Assert.Equal(2, ObjectNames.Label1035(name.Replace('a', '1')).Count);
    }

    [Theory]
    [InlineData("my-", true)]
    [InlineData("-", false)]
    [InlineData("My-", false)]
    public void Prefix_MayEndInADash(string prefix, bool isValid) => Assert.Equal(isValid, ObjectNames.Prefix(ObjectNames.Label1123)(prefix).Count == 0);
}
