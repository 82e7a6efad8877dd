namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Follows references of both kinds, of data and of control, in and out of functions.</summary>
internal static class ReferenceWalk
{
    /// <summary>Visits everything that can run when the nodes given do.</summary>
    /// <param name="around">Finds what a node that is looked at as a whole reads from outside; nothing for one that is looked into.</param>
    public static IReadOnlyCollection<GraphNode> Behind(IEnumerable<GraphNode> roots, Func<GraphNode, bool> isEnd, Func<GraphNode, IEnumerable<GraphNode>?>? around = null)
    {
        HashSet<GraphNode> seen = [];
        Stack<GraphNode> open = new(roots);
        while (open.TryPop(out var node))
        {
            if (isEnd(node) || !seen.Add(node))
            {
                continue;
            }

            var whole = around?.Invoke(node);
            var references = whole is null ? node.References : node.References.Where(IsControl);
            Push(open, references.SelectMany(reference => Named(node.Scope, reference)).Concat(whole ?? []));
            Push(open, Results(node));
            Push(open, node.Scope.Caller is { } caller ? [caller] : []);
        }

        return seen;
    }

    /// <summary>Finds the nearest nodes of a kind that must have run before a node may.</summary>
    public static IReadOnlyCollection<GraphNode> Before(GraphNode node, IReadOnlySet<GraphNode> kind)
    {
        HashSet<GraphNode> seen = [node];
        HashSet<GraphNode> found = [];
        Stack<GraphNode> open = new(Controls(node));
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (kind.Contains(next))
            {
                found.Add(next);
                continue;
            }

            Push(open, next.References.SelectMany(reference => Named(next.Scope, reference)));
            Push(open, Results(next));
            Push(open, Controls(next));
        }

        return found;
    }

    public static IEnumerable<GraphNode> Named(GraphScope scope, string reference) =>
        scope.Find(reference.TrimStart('^').Split(':')[0]) is { } node ? [node] : [];

    private static bool IsControl(string reference) => reference.StartsWith('^');

    private static void Push(Stack<GraphNode> open, IEnumerable<GraphNode> nodes)
    {
        foreach (var node in nodes)
        {
            open.Push(node);
        }
    }

    private static IEnumerable<GraphNode> Results(GraphNode node) =>
        node.Scope.Call(node) is { } body ? body.ResultReferences.SelectMany(reference => Named(body, reference)) : [];

    /// <summary>A node in a function also waits for what the call waits for.</summary>
    private static IEnumerable<GraphNode> Controls(GraphNode node)
    {
        for (var at = node; at is not null; at = at.Scope.Caller)
        {
            foreach (var reference in at.References.Where(IsControl))
            {
                foreach (var control in Named(at.Scope, reference))
                {
                    yield return control;
                }
            }
        }
    }
}
