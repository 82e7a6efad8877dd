using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

public sealed class CelTests
{
    private const string Value = """{"min":1,"max":3,"name":"web-1","on":true,"ratio":0.5,"tags":["a","b"],"labels":{"k":"v"},"ports":[{"name":"http","port":80},{"name":"grpc","port":90}],"x-y":7}""";

    [Theory]
    [InlineData("self.min <= self.max", true)]
    [InlineData("self.min + 2 == self.max && self.max % 2 == 1", true)]
    [InlineData("self.min > self.max || self.on", true)]
    [InlineData("!self.on", false)]
    [InlineData("-self.min < 0", true)]
    [InlineData("self.ratio * 2.0 == 1.0", true)]
    [InlineData("self.max / 2 == 1", true)]
    [InlineData("has(self.name) && !has(self.missing)", true)]
    [InlineData("!has(self.missing) || self.missing > 1", true)]
    [InlineData("has(self.labels.k)", true)]
    [InlineData("size(self.tags) == 2 && self.name.size() == 5", true)]
    [InlineData("'a' in self.tags && !('z' in self.tags) && 'k' in self.labels", true)]
    [InlineData("self.min in [1, 2]", true)]
    [InlineData("self.name.startsWith('web') && self.name.endsWith(\"-1\") && self.name.contains('b-') && self.name.matches('^[a-z]+-[0-9]$')", true)]
    [InlineData("self.name.matches(r'^\\d+$')", false)]
    [InlineData("self.ports.all(p, p.port > 0 && p.port < 100)", true)]
    [InlineData("self.ports.exists(p, p.name == 'grpc')", true)]
    [InlineData("self.ports.exists_one(p, p.port >= 80)", false)]
    [InlineData("self.ports.filter(p, p.port > 80).map(p, p.name) == ['grpc']", true)]
    [InlineData("self.ports.map(p, p.port > 80, p.name + '!') == ['grpc!']", true)]
    [InlineData("self.ports[1].name == 'grpc' && self.labels['k'] == 'v'", true)]
    [InlineData("self.labels.all(k, self.labels[k] == 'v')", true)]
    [InlineData("self.on ? self.min == 1 : self.min == 2", true)]
    [InlineData("self.x__dash__y == 7", true)]
    [InlineData("string(self.max) == '3' && int('4') == 4 && double(1) == 1.0", true)]
    [InlineData("self.tags + ['c'] == ['a', 'b', 'c']", true)]
    [InlineData("self.missing == null || true", true)]
    public void Rule_Holds(string rule, bool expected)
    {
        var schema = OfSpec($$"""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-validations":[{"rule":{{Quote(rule)}},"message":"broken"}]}""");

        var errors = schema.Validate(Object($$"""{"spec":{{Value}}}"""));

        Assert.Equal(expected ? [] : ["FieldValueInvalid spec: Invalid value: \"object\": broken"], Print(errors));
        Assert.Empty(schema.UnevaluatedRules);
    }

    [Theory]
    [InlineData("self.missing > 1", "no such key: missing evaluating rule: self.missing > 1")]
    [InlineData("self.ports[9].port > 1", "index out of bounds: 9 evaluating rule: self.ports[9].port > 1")]
    [InlineData("self.min / 0 > 1", "division by zero evaluating rule: self.min / 0 > 1")]
    [InlineData("self.name > 1", "no such overload evaluating rule: self.name > 1")]
    [InlineData("self.min ==\n   2", "failed rule: self.min == 2")]
    public void Rule_WithoutAMessage_IsNamed(string rule, string expected)
    {
        var schema = OfSpec($$"""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-validations":[{"rule":{{Quote(rule)}}}]}""");

        var errors = schema.Validate(Object($$"""{"spec":{{Value}}}"""));

        Assert.Equal([$"FieldValueInvalid spec: Invalid value: \"object\": {expected}"], Print(errors));
    }

    [Fact]
    public void Rule_AboutAChange_IsAskedOnUpdatesOnly()
    {
        var schema = OfSpec("""{"type":"object","properties":{"size":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf","messageExpression":"'may not shrink below ' + string(oldSelf)","reason":"FieldValueForbidden"}]}}}""");

        Assert.Empty(schema.Validate(Object("""{"spec":{"size":1}}""")));
        Assert.Empty(schema.Validate(Object("""{"spec":{"size":6}}"""), Object("""{"spec":{"size":5}}""")));
        Assert.Equal(["FieldValueForbidden spec.size: Forbidden: may not shrink below 5"], Print(schema.Validate(Object("""{"spec":{"size":1}}"""), Object("""{"spec":{"size":5}}"""))));
    }

    [Fact]
    public void Rule_ObjectIsInvalidAnyway_IsNotAsked()
    {
        var schema = OfSpec("""{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"self.a > 0"}]}""");

        Assert.Equal(
            [
                "FieldValueRequired spec.a: Required value",
                "FieldValueInvalid <nil>: Invalid value: \"null\": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
            ],
            Print(schema.Validate(Object("""{"spec":{}}"""))));
    }

    [Theory]
    [InlineData("kind(self.name).major() == 1", "unsupported function kind")]
    [InlineData("self.tags.sortBy(x, x)", "undeclared reference to 'x'")]
    [InlineData("optional.some(1)", "unsupported function optional.some")]
    [InlineData("other == 1", "undeclared reference to 'other'")]
    [InlineData("self.a &&", "unexpected end of expression")]
    [InlineData("self.a == 'x", "unexpected character 'x'")]
    [InlineData("self.list.all(x, x > 0) && x == 1", "undeclared reference to 'x'")]
    public void Rule_OutsideTheSubset_IsNamedInsteadOfEvaluated(string rule, string problem)
    {
        var schema = OfSpec($$"""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-validations":[{"rule":{{Quote(rule)}}}]}""");

        Assert.Equal([$"validation rule is not evaluated: {rule}: {problem}"], schema.UnevaluatedRules);
        Assert.Empty(schema.Validate(Object("""{"spec":{}}""")));
    }

    private static string Quote(string text) => System.Text.Json.Nodes.JsonValue.Create(text).ToJsonString();
}
