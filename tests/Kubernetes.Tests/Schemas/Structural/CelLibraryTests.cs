using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

/// <summary>The functions that the API server adds to CEL.</summary>
public sealed class CelLibraryTests
{
    private const string Value = """{"name":"a-b-c","tags":["x","y"],"sizes":[3,1,2],"cpu":"1500m","memory":"2Gi","url":"https://example.com:8443/a/b?c=d","ip":"10.0.0.7","net":"10.0.0.0/8","wait":"90s","at":"2024-05-01T00:00:00Z","labels":{"k":"v"}}""";

    [Theory]
    [InlineData("self.name.split('-') == ['a', 'b', 'c'] && self.name.split('-', 2) == ['a', 'b-c'] && self.name.split('-', 0) == []")]
    [InlineData("self.tags.join('+') == 'x+y' && self.tags.join() == 'xy'")]
    [InlineData("self.name.replace('-', '') == 'abc' && self.name.replace('-', '', 1) == 'ab-c'")]
    [InlineData("self.name.substring(2) == 'b-c' && self.name.substring(0, 1) == 'a' && self.name.charAt(2) == 'b'")]
    [InlineData("self.name.indexOf('-') == 1 && self.name.indexOf('-', 2) == 3 && self.name.lastIndexOf('-') == 3 && self.name.indexOf('z') == -1")]
    [InlineData("self.name.find('[bc]') == 'b' && self.name.findAll('[bc]') == ['b', 'c']")]
    [InlineData("!self.sizes.isSorted() && self.tags.isSorted() && self.sizes.sum() == 6 && self.sizes.min() == 1 && self.sizes.max() == 3")]
    [InlineData("self.sizes.indexOf(1) == 1 && self.sizes.lastIndexOf(9) == -1")]
    [InlineData("sets.contains(self.sizes, [1, 2]) && sets.intersects(self.sizes, [9, 1]) && sets.equivalent(self.tags, ['y', 'x', 'y'])")]
    [InlineData("quantity(self.cpu).isLessThan(quantity('2')) && quantity(self.memory).isGreaterThan(quantity('2G'))")]
    [InlineData("quantity('1k').compareTo(quantity('1000')) == 0 && quantity('1Ki') == quantity('1024') && quantity('2e3').asInteger() == 2000")]
    [InlineData("quantity(self.cpu).add(quantity('500m')) == quantity('2') && quantity('1').sub(2).sign() == -1 && !quantity(self.cpu).isInteger()")]
    [InlineData("isQuantity('5Mi') && !isQuantity('5MB') && quantity('1500m').asApproximateFloat() == 1.5")]
    [InlineData("url(self.url).getScheme() == 'https' && url(self.url).getHost() == 'example.com:8443' && url(self.url).getHostname() == 'example.com'")]
    [InlineData("url(self.url).getPort() == '8443' && url(self.url).getEscapedPath() == '/a/b' && isURL('/path') && !isURL('not a url')")]
    [InlineData("isIP(self.ip) && !isIP('1.2.3') && ip(self.ip).family() == 4 && ip('::1').isLoopback() && ip(self.ip).isGlobalUnicast()")]
    [InlineData("isCIDR(self.net) && cidr(self.net).containsIP(self.ip) && !cidr(self.net).containsIP('11.0.0.1') && cidr(self.net).prefixLength() == 8")]
    [InlineData("cidr('192.168.1.5/24').masked().ip() == ip('192.168.1.0') && cidr(self.net).containsCIDR('10.1.0.0/16') && ip.isCanonical('::1')")]
    [InlineData("self.?labels.?k.orValue('none') == 'v' && self.?labels.?z.orValue('none') == 'none' && self.?missing.deeper.orValue(1) == 1")]
    [InlineData("self.sizes[?1].value() == 1 && !self.sizes[?7].hasValue() && optional.none().or(optional.of(2)).value() == 2")]
    [InlineData("self.?labels.?k.optMap(v, v + '!').orValue('') == 'v!' && !optional.ofNonZeroValue('').hasValue()")]
    [InlineData("self.wait > duration('1m') && duration('1h30m').getMinutes() == 90 && duration('90s') == self.wait")]
    [InlineData("self.at < timestamp('2024-06-01T00:00:00Z')")]
    [InlineData("!format.dns1123Label().validate(self.name).hasValue() && format.dns1123Label().validate('A').hasValue() && format.dns1035Label().validate('1').hasValue()")]
    [InlineData("format.named('dns1123Subdomain').value().validate('a..b').hasValue() && !format.named('nope').hasValue() && !format.dns1123LabelPrefix().validate('my-').hasValue()")]
    [InlineData("format.named('uuid').value().validate('x').value() == ['does not match the UUID format'] && !format.date().validate('2026-02-28').hasValue() && format.datetime().validate('2026-02-28').hasValue()")]
    [InlineData("!format.qualifiedName().validate('example.com/My.Name').hasValue() && size(format.qualifiedName().validate('/').value()) == 3 && format.labelValue().validate('-').hasValue() && !format.byte().validate('aGk=').hasValue()")]
    [InlineData("['x', 'y'].all(format, format.size() == 1)")]
    [InlineData("semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3-rc.1+b').patch() == 3 && semver('1.0.0+a') == semver('1.0.0+b')")]
    [InlineData("semver('1.0.0-alpha').isLessThan(semver('1.0.0-alpha.1')) && semver('1.0.0-alpha.1').isLessThan(semver('1.0.0-alpha.beta')) && semver('1.0.0-beta.2').isLessThan(semver('1.0.0-beta.11'))")]
    [InlineData("semver('1.0.0-rc.1').isLessThan(semver('1.0.0')) && semver('1.10.0').isGreaterThan(semver('1.9.9')) && semver('1.2.3').compareTo(semver('1.2.3')) == 0")]
    [InlineData("isSemver('1.2.3') && !isSemver('v1.2.3') && !isSemver('1.2') && !isSemver('01.2.3') && !isSemver('1.2.3-01') && !isSemver('1.2.3+')")]
    [InlineData("isSemver('v01.2', true) && semver('v1.02', true) == semver('1.2.0') && semver('1', true) == semver('1.0.0') && !isSemver('1.2-rc', true) && isSemver('1.2.3-rc', true)")]
    public void Rule_Holds(string rule)
    {
        var schema = OfSpec($$"""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-validations":[{"rule":{{Quote(rule)}}}]}""");

        Assert.Empty(schema.UnevaluatedRules);
        Assert.Empty(Print(schema.Validate(Object($$"""{"spec":{{Value}}}"""))));
    }

    [Theory]
    [InlineData("self.name.substring(9) == ''", "index out of range: 9")]
    [InlineData("quantity('x').isInteger()", "quantity parse error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("optional.none().value() == 1", "optional.none() dereference")]
    [InlineData("self.name.sum() == 1", "no such overload")]
    [InlineData("[].min() == 1", "min called on empty list")]
    [InlineData("semver('1.x.3').major() == 1", "Invalid character(s) found in minor number \"x\"")]
    [InlineData("semver('1').major() == 1", "No Major.Minor.Patch elements found")]
    [InlineData("semver('1.2.03').major() == 1", "Patch number must not contain leading zeroes \"03\"")]
    public void Rule_WithoutAValue_SaysWhy(string rule, string problem)
    {
        var schema = OfSpec($$"""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-validations":[{"rule":{{Quote(rule)}}}]}""");

        Assert.Equal([$"FieldValueInvalid spec: Invalid value: \"object\": {problem} evaluating rule: {rule}"], Print(schema.Validate(Object($$"""{"spec":{{Value}}}"""))));
    }

    [Fact]
    public void OptionalOldSelf_IsAskedAboutNewValues()
    {
        var schema = OfSpec("""{"type":"object","properties":{"size":{"type":"integer","x-kubernetes-validations":[{"rule":"oldSelf.hasValue() ? self >= oldSelf.value() : self == 1","optionalOldSelf":true,"message":"starts at one and grows"}]}}}""");

        Assert.Equal(["FieldValueInvalid spec.size: Invalid value: \"integer\": starts at one and grows"], Print(schema.Validate(Object("""{"spec":{"size":2}}"""))));
        Assert.Empty(schema.Validate(Object("""{"spec":{"size":1}}""")));
        Assert.Empty(schema.Validate(Object("""{"spec":{"size":6}}"""), Object("""{"spec":{"size":5}}""")));
    }

    private static string Quote(string text) => System.Text.Json.Nodes.JsonValue.Create(text).ToJsonString();
}
