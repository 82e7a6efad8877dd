using k8s.Models;
using ModelServing.Kubernetes.Apply;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Apply;

public sealed class ServerSideApplyTests
{
    private static ApplyRun ConfigMap() => new(TypedMergeSchema.Of(typeof(V1ConfigMap)));

    private static ApplyRun Pod() => new(TypedMergeSchema.Of(typeof(V1Pod)));

    private static ApplyRun Deployment() => new(TypedMergeSchema.Of(typeof(V1Deployment)));

    [Fact]
    public void Apply_SameValueAsTheCreator_IsShared()
    {
        var run = ConfigMap();
        run.Update("creator", """{"data":{"a":"1","b":"2"}}""");

        Assert.Null(run.Apply("applier", """{"data":{"a":"1"}}"""));

        Assert.Equal("""{"f:data":{".":{},"f:a":{},"f:b":{}}}""", run.Owned("creator"));
        Assert.Equal("""{"f:data":{"f:a":{}}}""", run.Owned("applier"));
        Assert.Null(run.Apply("applier", "{}"));
        Assert.Equal("""{"data":{"a":"1","b":"2"}}""", run.Text());
        Assert.Equal("", run.Owned("applier"));
    }

    [Fact]
    public void Apply_OtherValueThanTheCreator_ConflictsUntilItIsForced()
    {
        var run = ConfigMap();
        run.Update("kubectl", """{"data":{"a":"1","b":"2"}}""");

        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.a", run.Apply("applier", """{"data":{"a":"9"}}"""));
        Assert.Equal("""{"data":{"a":"1","b":"2"}}""", run.Text());

        Assert.Null(run.Apply("applier", """{"data":{"a":"9"}}""", force: true));
        Assert.Equal("""{"data":{"a":"9","b":"2"}}""", run.Text());
        Assert.Equal("""{"f:data":{".":{},"f:b":{}}}""", run.Owned("kubectl"));
    }

    [Fact]
    public void Apply_SeveralConflicts_AreListedByManager()
    {
        var run = ConfigMap();
        run.Apply("z", """{"data":{"a":"1","b":"1"}}""");
        run.Update("a", """{"data":{"a":"1","b":"1","c":"1"}}""");

        Assert.Equal(
            "Apply failed with 3 conflicts: conflicts with \"a\" using v1:\n- .data.c\nconflicts with \"z\":\n- .data.a\n- .data.b",
            run.Apply("me", """{"data":{"a":"2","b":"2","c":"2"}}"""));
    }

    [Fact]
    public void Apply_WithoutAFieldItApplied_RemovesItUnlessShared()
    {
        var run = ConfigMap();
        run.Apply("one", """{"data":{"mine":"1","shared":"2"}}""");
        run.Apply("two", """{"data":{"shared":"2","theirs":"3"}}""");

        Assert.Null(run.Apply("one", """{"data":{}}"""));
        Assert.Equal("""{"data":{"shared":"2","theirs":"3"}}""", run.Text());

        Assert.Null(run.Apply("two", """{"data":{"theirs":"3"}}"""));
        Assert.Equal("""{"data":{"theirs":"3"}}""", run.Text());
    }

    [Fact]
    public void Apply_WithoutAFieldSomebodyChangedSince_LeavesIt()
    {
        var run = ConfigMap();
        run.Apply("one", """{"data":{"a":"1","b":"2"}}""");
        run.Update("user", """{"data":{"a":"edited","b":"2"}}""");

        Assert.Equal("""{"f:data":{"f:b":{}}}""", run.Owned("one"));
        Assert.Null(run.Apply("one", """{"data":{"b":"2"}}"""));
        Assert.Equal("""{"data":{"a":"edited","b":"2"}}""", run.Text());
    }

    [Fact]
    public void Apply_LastMember_RemovesTheStructureAndTheDefaultsInIt()
    {
        var run = Deployment();
        run.Apply("one", """{"spec":{"replicas":2,"strategy":{"type":"RollingUpdate"}}}""");
        run.Object["spec"]!["strategy"]!["rollingUpdate"] = ApplyRun.Parse("""{"maxSurge":"25%"}"""); // a default, owned by nobody

        Assert.Null(run.Apply("one", """{"spec":{"replicas":2}}"""));

        Assert.Equal("""{"spec":{"replicas":2}}""", run.Text());
    }

    [Fact]
    public void Apply_ListItems_MergeByKeyAndKeepTheirOrder()
    {
        var run = Pod();
        run.Update("creator", """{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}}""");

        Assert.Null(run.Apply("applier", """{"spec":{"containers":[{"name":"c","image":"z"},{"name":"b","env":[{"name":"E","value":"1"}]}]}}"""));

        Assert.Equal("""{"spec":{"containers":[{"name":"a","image":"x"},{"name":"c","image":"z"},{"name":"b","image":"y","env":[{"name":"E","value":"1"}]}]}}""", run.Text());
        Assert.Null(run.Apply("applier", """{"spec":{"containers":[{"name":"b","env":[{"name":"E","value":"1"}]}]}}"""));
        Assert.Equal("""{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y","env":[{"name":"E","value":"1"}]}]}}""", run.Text());
        Assert.Null(run.Apply("applier", """{"spec":{"containers":[{"name":"b"}]}}"""));
        Assert.Equal("""{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}}""", run.Text());
    }

    [Fact]
    public void Apply_DroppedItem_GoesThoughSomebodyFilledAFieldOfIt()
    {
        var run = Pod();
        run.Apply("applier", """{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}}""");
        run.Update("webhook", """{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y","tty":true}]}}""");

        Assert.Null(run.Apply("applier", """{"spec":{"containers":[{"name":"a","image":"x"}]}}"""));

        Assert.Equal("""{"spec":{"containers":[{"name":"a","image":"x"}]}}""", run.Text());
        Assert.Equal("", run.Owned("webhook"));
    }

    [Fact]
    public void Apply_SetItems_AreOwnedOneByOne()
    {
        var run = ConfigMap();
        run.Apply("one", """{"metadata":{"finalizers":["a","b"]}}""");
        run.Apply("two", """{"metadata":{"finalizers":["b","c"]}}""");
        Assert.Equal("""{"metadata":{"finalizers":["a","b","c"]}}""", run.Text());

        Assert.Null(run.Apply("one", """{"metadata":{"finalizers":[]}}"""));

        Assert.Equal("""{"metadata":{"finalizers":["b","c"]}}""", run.Text());
    }

    [Fact]
    public void Apply_AtomicList_ConflictsAsAWhole()
    {
        var run = Pod();
        run.Apply("one", """{"spec":{"tolerations":[{"key":"a"}]}}""");

        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.tolerations", run.Apply("two", """{"spec":{"tolerations":[{"key":"b"}]}}"""));
        Assert.Null(run.Apply("two", """{"spec":{"tolerations":[{"key":"b"}]}}""", force: true));

        Assert.Equal("""{"spec":{"tolerations":[{"key":"b"}]}}""", run.Text());
        Assert.Equal("", run.Owned("one"));
    }

    [Fact]
    public void Apply_AtomicStructure_IsReplaced()
    {
        var run = new ApplyRun(TypedMergeSchema.Of(typeof(V1Service)));
        run.Apply("one", """{"spec":{"selector":{"a":"1","b":"2"}}}""");

        Assert.Null(run.Apply("one", """{"spec":{"selector":{"a":"1"}}}"""));

        Assert.Equal("""{"spec":{"selector":{"a":"1"}}}""", run.Text());
    }

    [Fact]
    public void Apply_DefaultedKey_NamesTheSameItem()
    {
        var run = new ApplyRun(TypedMergeSchema.Of(typeof(V1Service)));
        run.Update("creator", """{"spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":1}]}}""");

        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"creator\" using v1: .spec.ports[port=80,protocol=\"TCP\"].targetPort",
            run.Apply("applier", """{"spec":{"ports":[{"port":80,"targetPort":2}]}}"""));
    }

    [Fact]
    public void Update_ByTheManagerThatApplies_IsKeptApart()
    {
        var run = ConfigMap();
        run.Apply("kubectl", """{"data":{"a":"1"}}""");
        run.Update("kubectl", """{"data":{"a":"1","b":"2"}}""");

        Assert.Equal("""{"f:data":{"f:a":{}}} + {"f:data":{"f:b":{}}}""", run.Owned("kubectl"));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.b", run.Apply("kubectl", """{"data":{"b":"3"}}"""));
    }

    [Fact]
    public void Update_ByMoreThanTenManagers_MergesTheOldest()
    {
        var run = ConfigMap();
        var data = new List<string>();
        for (var i = 0; i < 13; i++)
        {
            data.Add($"\"k{i:00}\":\"v\"");
            run.Update($"manager-{i:00}", $"{{\"data\":{{{string.Join(',', data)}}}}}");
        }

        Assert.Equal(ManagedFields.MaxUpdaters, run.Managers.Entries.Count);
        Assert.Equal("""{"f:data":{".":{},"f:k00":{},"f:k01":{},"f:k02":{},"f:k03":{}}}""", run.Owned("ancient-changes"));
        Assert.Equal("""{"f:data":{"f:k12":{}}}""", run.Owned("manager-12"));
    }

    [Fact]
    public void Update_WhenTheMergedEntryIsNotTheOldest_LeavesOneOfIt()
    {
        var run = ConfigMap();
        var data = new List<string>();
        for (var i = 0; i < 11; i++)
        {
            data.Add($"\"k{i:00}\":\"v\"");
            run.Update(i == 10 ? "ancient-changes" : $"manager-{i:00}", $"{{\"data\":{{{string.Join(',', data)}}}}}");
        }

        Assert.Equal(ManagedFields.MaxUpdaters - 1, run.Managers.Entries.Count);
        Assert.Equal("""{"f:data":{".":{},"f:k00":{},"f:k01":{},"f:k10":{}}}""", run.Owned("ancient-changes"));
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"a"},{"name":"a"}]}}""", ".spec.containers: duplicate entries for key [name=\"a\"]")]
    [InlineData("""{"spec":{"containers":[{"image":"a"}]}}""",
        ".spec.containers: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)")]
    [InlineData("""{"spec":{"containers":[{"name":"a","nmae":"b"}]}}""", ".spec.containers[name=\"a\"].nmae: field not declared in schema")]
    [InlineData("""{"metadata":{"finalizers":["a","a"]}}""", ".metadata.finalizers: duplicate entries for key [=\"a\"]")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"containerPort":1},{"containerPort":1,"protocol":"UDP"}]}]}}""", null)]
    public void Check_NamesTheField(string json, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], ConfigurationCheck.Find(ApplyRun.Parse(json), TypedMergeSchema.Of(typeof(V1Pod))));
}
