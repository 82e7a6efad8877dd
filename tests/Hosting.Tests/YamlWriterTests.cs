using System.Text.Json.Nodes;
using Aspire.Hosting.Kubernetes;

namespace ModelServing.Hosting.Tests;

public sealed class YamlWriterTests
{
    [Fact]
    public void Write_Tree_QuotesStringsAndIndentsSequences()
    {
        var tree = new JsonObject
        {
            ["name"] = "say \"{{ hi }}\"",
            ["port"] = JsonValue.Create(new PlainScalar("{{ .Values.port | int }}")),
            ["count"] = 3,
            ["empty"] = new JsonObject(),
            ["items"] = new JsonArray(new JsonObject { ["a"] = "1", ["b"] = new JsonObject { ["c"] = false } }, "x"),
        };

        Assert.Equal("""
            name: "say \"{{ hi }}\""
            port: {{ .Values.port | int }}
            count: 3
            empty: {}
            items:
              - a: "1"
                b:
                  c: false
              - "x"

            """, YamlWriter.Write(tree));
    }
}
