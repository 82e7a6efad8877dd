using System.Text.Json.Nodes;
using CsCheck;
using k8s.Models;
using ModelServing.Kubernetes.Apply;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Apply;

/// <summary>What holds for any configuration: pods made of labels, finalizers and containers with environments.</summary>
public sealed class ServerSideApplyPropertyTests
{
    private static readonly Gen<string[]> Labels = Names("l");
    private static readonly Gen<string[]> Finalizers = Names("f");

    private static readonly Gen<(string Name, string[] Env, bool HasImage)[]> Containers =
        Gen.Select(Names("c"), Gen.Select(Names("E"), Gen.Bool).Array[4], (names, rest) =>
            names.Select((name, i) => (name, rest[i % rest.Length].Item1, rest[i % rest.Length].Item2)).ToArray());

    private static readonly Gen<Func<string, string>> Configurations = Gen.Select(Labels, Finalizers, Containers,
        (labels, finalizers, containers) => (Func<string, string>)(owner => Pod(owner, labels, finalizers, containers)));

    [Fact]
    public void Apply_Twice_ChangesNothing() => Gen.Select(Configurations, Configurations).Sample((before, config) =>
    {
        var run = NewPod();
        run.Update("creator", before("x"));
        run.Apply("applier", config("y"), force: true);
        var (value, managers) = (run.Text(), run.Managers);

        run.Apply("applier", config("y"));

        return run.Text() == value && run.Managers.OwnsTheSame(managers);
    });

    [Fact]
    public void Apply_OfDisjointFields_Commutes() => Gen.Select(Configurations, Configurations).Sample((one, two) =>
    {
        var (left, right) = (NewPod(), NewPod());
        var refused = left.Apply("one", one("1-")) ?? left.Apply("two", two("2-")) ?? right.Apply("two", two("2-")) ?? right.Apply("one", one("1-"));

        return refused is null && left.Managers.OwnsTheSame(right.Managers) && Sorted(left.Object) == Sorted(right.Object);
    });

    [Fact]
    public void Apply_OfNothing_TakesBackAllThatWasApplied() => Gen.Select(Configurations, Configurations).Sample((before, config) =>
    {
        var run = NewPod();
        run.Update("creator", before("1-"));
        var value = run.Text();
        run.Apply("applier", config("2-"));

        run.Apply("applier", "{}");

        return Sorted(run.Object) == Sorted(ApplyRun.Parse(value)) && run.Owned("applier").Length == 0;
    });

    private static ApplyRun NewPod() => new(TypedMergeSchema.Of(typeof(V1Pod)));

    private static Gen<string[]> Names(string prefix) => Gen.Int[0, 5].Array[0, 4].Select(numbers => numbers.Distinct().Select(number => $"{prefix}{number}").ToArray());

    private static string Pod(string owner, string[] labels, string[] finalizers, (string Name, string[] Env, bool HasImage)[] containers) => new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["labels"] = new JsonObject(labels.Prepend("always").Select(label => KeyValuePair.Create<string, JsonNode?>(owner + label, label))),
            ["finalizers"] = new JsonArray([.. finalizers.Prepend("always").Select(name => JsonValue.Create(owner + name))]),
        },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray([.. containers.Prepend(("always", [], true)).Select(container => Container(owner, container))]),
        },
    }.ToJsonString();

    private static JsonObject Container(string owner, (string Name, string[] Env, bool HasImage) container)
    {
        var json = new JsonObject { ["name"] = owner + container.Name };
        if (container.HasImage)
        {
            json["image"] = owner;
        }

        if (container.Env.Length > 0)
        {
            json["env"] = new JsonArray([.. container.Env.Select(name => new JsonObject { ["name"] = name, ["value"] = owner })]);
        }

        return json;
    }

    /// <summary>The order of members and of items depends on who came first; nothing else may.</summary>
    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{Sorted(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Sorted).Order(StringComparer.Ordinal))}]",
        _ => node?.ToJsonString() ?? "null",
    };
}
