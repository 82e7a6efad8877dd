using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

public sealed class ValidationTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "1", null)]
    [InlineData("""{"type":"integer"}""", "1.0", null)]
    [InlineData("""{"type":"integer"}""", "1.5", """FieldValueTypeInvalid spec: Invalid value: "number": spec in body must be of type integer: "number" """)]
    [InlineData("""{"type":"integer"}""", "\"1\"", """FieldValueTypeInvalid spec: Invalid value: "string": spec in body must be of type integer: "string" """)]
    [InlineData("""{"type":"number"}""", "1", null)]
    [InlineData("""{"type":"boolean"}""", "[]", """FieldValueTypeInvalid spec: Invalid value: "array": spec in body must be of type boolean: "array" """)]
    [InlineData("""{"type":"string"}""", "null", """FieldValueTypeInvalid spec: Invalid value: "null": spec in body must be of type string: "null" """)]
    [InlineData("""{"type":"string","nullable":true}""", "null", null)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "\"25%\"", null)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "3", null)]
    [InlineData("""{"x-kubernetes-int-or-string":true}""", "true", """FieldValueTypeInvalid spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean" """)]
    public void Validate_Type(string schema, string value, string? expected) => Check(schema, value, expected);

    [Theory]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "\"c\"", """FieldValueNotSupported spec: Unsupported value: "c": supported values: "a", "b" """)]
    [InlineData("""{"type":"integer","enum":[1,2]}""", "3", """FieldValueNotSupported spec: Unsupported value: 3: supported values: "1", "2" """)]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"ab\"", """FieldValueInvalid spec: Invalid value: "ab": spec in body should match '^a+$' """)]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"aa\"", null)]
    [InlineData("""{"type":"string","minLength":2}""", "\"a\"", """FieldValueInvalid spec: Invalid value: "a": spec in body should be at least 2 chars long """)]
    [InlineData("""{"type":"string","minLength":2}""", "\"\ud83d\ude00\"", "FieldValueInvalid spec: Invalid value: \"\ud83d\ude00\": spec in body should be at least 2 chars long")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"abc\"", "FieldValueTooLong spec: Too long: may not be more than 2 bytes")]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "FieldValueInvalid spec: Invalid value: 0: spec in body should be greater than or equal to 1")]
    [InlineData("""{"type":"integer","minimum":1,"exclusiveMinimum":true}""", "1", "FieldValueInvalid spec: Invalid value: 1: spec in body should be greater than 1")]
    [InlineData("""{"type":"number","maximum":1.5}""", "2.5", "FieldValueInvalid spec: Invalid value: 2.5: spec in body should be less than or equal to 1.5")]
    [InlineData("""{"type":"number","maximum":1.5,"exclusiveMaximum":true}""", "1.5", "FieldValueInvalid spec: Invalid value: 1.5: spec in body should be less than 1.5")]
    [InlineData("""{"type":"integer","multipleOf":5}""", "12", "FieldValueInvalid spec: Invalid value: 12: spec in body should be a multiple of 5")]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "0.3", null)]
    [InlineData("""{"type":"array","minItems":1,"items":{"type":"string"}}""", "[]", "FieldValueInvalid spec: Invalid value: []interface {}{}: spec in body should have at least 1 items")]
    [InlineData("""{"type":"array","maxItems":1,"items":{"type":"string"}}""", """["a","b"]""", "FieldValueTooMany spec: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"array","uniqueItems":true,"items":{"type":"string"}}""", """["a","a"]""", """FieldValueInvalid spec: Invalid value: []interface {}{"a", "a"}: spec in body shouldn't contain duplicates""")]
    [InlineData("""{"type":"object","minProperties":1,"additionalProperties":{"type":"string"}}""", "{}", "FieldValueInvalid spec: Invalid value: map[string]interface {}{}: spec in body should have at least 1 properties")]
    [InlineData("""{"type":"object","maxProperties":1,"additionalProperties":{"type":"string"}}""", """{"a":"","b":""}""", "FieldValueTooMany spec: Too many: 2: must have at most 1 item")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-01-02T03:04:05Z\"", null)]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"yesterday\"", """FieldValueTypeInvalid spec: Invalid value: "yesterday": spec in body must be of type date-time: "yesterday" """)]
    [InlineData("""{"type":"integer","format":"int32"}""", "2147483647", null)]
    [InlineData("""{"type":"integer","format":"int32"}""", "2147483648", "FieldValueInvalid <nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec")]
    [InlineData("""{"type":"integer","format":"int64"}""", "2147483648", null)]
    [InlineData("""{"type":"number","format":"float"}""", "1e39", "FieldValueInvalid <nil>: Invalid value: \"\": Checked value must be of type number with format float in spec")]
    [InlineData("""{"type":"number","format":"double"}""", "1e39", null)]
    [InlineData("""{"type":"string","format":"email"}""", "\"a@example.com\"", null)]
    [InlineData("""{"type":"string","format":"email"}""", "\"a\"", """FieldValueTypeInvalid spec: Invalid value: "a": spec in body must be of type email: "a" """)]
    [InlineData("""{"type":"string","format":"no-such-format"}""", "\"anything\"", null)]
    public void Validate_Bounds(string schema, string value, string? expected) => Check(schema, value, expected);

    [Theory]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}""", "{}", "FieldValueRequired spec.a: Required value")]
    [InlineData("""{"type":"array","items":{"type":"object","required":["a"]}}""", """[{"a":1},{}]""", "FieldValueRequired spec[1].a: Required value")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", """{"k":1}""", """FieldValueTypeInvalid spec.k: Invalid value: "integer": spec.k in body must be of type string: "integer" """)]
    [InlineData("""{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}""", """["a","b","a"]""", """FieldValueDuplicate spec[2]: Duplicate value: "a" """)]
    [InlineData("""{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n","p"],"items":{"type":"object","properties":{"n":{"type":"string"},"p":{"type":"string","default":"TCP"}}}}""",
        """[{"n":"a"},{"n":"a","p":"UDP"},{"n":"a","p":"TCP"}]""", """FieldValueDuplicate spec[2]: Duplicate value: map[string]interface {}{"n":"a", "p":"TCP"} """)]
    [InlineData("""{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}""", """{"kind":"Pod"}""", "FieldValueRequired spec.apiVersion: Required value: must not be empty")]
    public void Validate_Members(string schema, string value, string? expected) => Check(schema, value, expected);

    [Theory]
    [InlineData("""{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1}""", null)]
    [InlineData("""{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1,"b":1}""",
        """FieldValueInvalid <nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives""")]
    [InlineData("""{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}""", "{}",
        """FieldValueInvalid <nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid|FieldValueRequired spec.a: Required value""")]
    [InlineData("""{"type":"object","anyOf":[{"required":["a"]},{"required":["b"]}]}""", "{}",
        """FieldValueInvalid <nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)|FieldValueRequired spec.a: Required value""")]
    [InlineData("""{"type":"object","not":{"required":["a"]}}""", """{"a":1}""", """FieldValueInvalid <nil>: Invalid value: "": "spec" must not validate the schema (not)""")]
    [InlineData("""{"type":"integer","allOf":[{"minimum":1},{"maximum":3}]}""", "4",
        """FieldValueInvalid spec: Invalid value: 4: spec in body should be less than or equal to 3|FieldValueInvalid <nil>: Invalid value: "": "spec" must validate all the schemas (allOf)""")]
    public void Validate_Junctors(string schema, string value, string? expected) => Check(schema, value, expected);

    [Fact]
    public void Validate_UpdateOfWhatWasWrongBefore_RefusesOnlyWhatChanged()
    {
        var schema = OfSpec("""{"type":"object","properties":{"old":{"type":"integer","maximum":1},"new":{"type":"integer","maximum":1}}}""");

        var errors = schema.Validate(Object("""{"spec":{"old":5,"new":7}}"""), Object("""{"spec":{"old":5,"new":1}}"""));

        Assert.Equal(["FieldValueInvalid spec.new: Invalid value: 7: spec.new in body should be less than or equal to 1"], Print(errors));
    }

    private static void Check(string schema, string value, string? expected)
    {
        var errors = OfSpec(schema).Validate(Object($$"""{"spec":{{value}}}"""));

        Assert.Equal(expected?.Trim().Split('|') ?? [], Print(errors));
    }
}
