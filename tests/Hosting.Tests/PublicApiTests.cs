using System.Reflection;

namespace ModelServing.Hosting.Tests;

/// <summary>The public surface of the one library that others use: a change of it is a visible diff.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_IsAsReviewed()
    {
        var lines = typeof(TensorFlowServingResource).Assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Describe(type).Prepend($"{type.FullName} : {Name(type.BaseType!)}")); // no interfaces here

        Snapshot.Matches("PublicApi.txt", string.Join('\n', lines) + "\n");
    }

    private static IEnumerable<string> Describe(Type type)
        => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not MethodInfo { IsSpecialName: true } && member.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null)
            .Select(member => "  " + member switch
            {
                ConstructorInfo constructor => $"new({Parameters(constructor)})",
                MethodInfo method => $"{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
                PropertyInfo property => $"{Name(property.PropertyType)} {property.Name}",
                _ => member.ToString(),
            })
            .Order(StringComparer.Ordinal);

    private static string Generics(MethodInfo method)
        => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue}" : "")}"));

    private static string Name(Type type)
        => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
