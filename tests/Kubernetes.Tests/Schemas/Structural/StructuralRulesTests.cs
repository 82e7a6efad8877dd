using ModelServing.Kubernetes.Schemas.Structural;
using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

public sealed class StructuralRulesTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"}},"b":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}}}""", null)]
    [InlineData("{\"properties\":{}}", "s.type: Required value: must not be empty at the root")]
    [InlineData("""{"type":"string"}""", "s.type: Invalid value: \"string\": must be object at the root")]
    [InlineData("""{"type":"object","properties":{"a":{"description":"x"}}}""", "s.properties[a].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array"}}}""", "s.properties[a].items: Required value: must be specified")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"description":"x"}}}}""", "s.properties[a].items.type: Required value: must not be empty for specified array items")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"int"}}}""", "s.properties[a].type: Unsupported value: \"int\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("""{"type":"object","anyOf":[{"type":"object"}]}""", "s.anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"object","not":{"properties":{"a":{"default":1}}}}""", "s.not.properties[a].default: Forbidden: must be undefined to be structural")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"map"}}}""", "s.properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"]}}}""", null)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"k":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"]}}}""", "s.properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"]}}}""", "s.properties[a].x-kubernetes-list-map-keys: Invalid value: []interface {}{\"k\"}: entries must all be names of item properties")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"set"}}}""", "s.properties[a].items.x-kubernetes-map-type: Invalid value: \"null\": must be atomic as item of a list with x-kubernetes-list-type=set")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","nullable":true},"x-kubernetes-list-type":"set"}}}""", "s.properties[a].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","x-kubernetes-map-type":"atomic"}}}""", "s.properties[a].type: Invalid value: \"string\": must be object if x-kubernetes-map-type is specified")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":false}""", "s.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{"rule":" "}]}""", "s.x-kubernetes-validations[0].rule: Required value: rule is not specified")]
    [InlineData("{\"type\":\"object\",\"x-kubernetes-validations\":[{\"rule\":\"true\\n\\u0026\\u0026 true\"}]}", "s.x-kubernetes-validations[0].message: Required value: message must be specified if rule contains line breaks")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{"rule":"true","reason":"Bad"}]}""", "s.x-kubernetes-validations[0].reason: Unsupported value: \"Bad\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}},"x-kubernetes-validations":[{"rule":"true","fieldPath":".a.c"}]}""", "s.x-kubernetes-validations[0].fieldPath: Invalid value: \".a.c\": must be a valid path")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}""", "s.properties[a].pattern: Invalid value: \"(\": must be a valid regular expression")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","default":"x"}}}""", "s.properties[a].default: Invalid value: \"string\": s.properties[a].default in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","default":{"b":1}}}}""", "s.properties[a].default: Invalid value: map[string]interface {}{\"b\":1}: must not have unknown fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","properties":{},"additionalProperties":false}}}""", "s.properties[a].additionalProperties: Forbidden: additionalProperties cannot be set to false")]
    public void Check_NamesTheRule(string schema, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], StructuralRules.Check(Element(schema), "s").Select(error => $"{error.Field}: {error.Message}"));
}
