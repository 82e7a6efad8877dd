namespace ModelServing.Hosting.Local.Tests.ApplicationModel;

public sealed class EndpointTests
{
    [Fact]
    public async Task WithReference_InjectsBothFormsOfServiceDiscovery()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions());
        var source = builder.AddResource(new ProjectResource("my-api")).WithHttpEndpoint(5000, 5000, isProxied: false);
        var endpoint = source.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        endpoint.AllocatedEndpoint = new(endpoint, "localhost", 5000);
        var client = builder.AddResource(new ProjectResource("client")).WithReference(source);
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, client.Resource, [], CancellationToken.None);

        foreach (var annotation in client.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        Assert.Equal(["MY_API_HTTP", "services__my-api__http__0"], context.EnvironmentVariables.Keys);
        Assert.All(context.EnvironmentVariables.Values, value => Assert.Equal("http://localhost:5000", Assert.IsType<EndpointReference>(value).Url));
    }

    [Fact]
    public async Task ReferenceExpression_KeepsBracesAndValues()
    {
        var resource = new ProjectResource("api");
        var endpoint = new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, "http");
        endpoint.AllocatedEndpoint = new(endpoint, "localhost", 81, "82");
        resource.Annotations.Add(endpoint);
        var port = new EndpointReference(resource, "http").Property(EndpointProperty.TargetPort);

        var expression = ReferenceExpression.Create($"{{x}} --port={port}");

        Assert.Equal("{x} --port=82", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("{x} --port={api.bindings.http.targetPort}", expression.ValueExpression);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("node-1")]
    public void ResourceName_Valid_IsKept(string name) => Assert.Equal(name, new ProjectResource(name).Name);

    [Theory]
    [InlineData("1node")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("-")]
    public void ResourceName_Invalid_IsRefused(string name) => Assert.Throws<ArgumentException>(() => new ProjectResource(name));

    [Fact]
    public void AddResource_SameNameTwice_IsRefusedByName()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions());
        builder.AddResource(new ProjectResource("twin"));

        var refusal = Assert.Throws<DistributedApplicationException>(() => builder.AddResource(new ProjectResource("Twin")));

        Assert.Contains("'Twin'", refusal.Message, StringComparison.Ordinal);
    }
}
