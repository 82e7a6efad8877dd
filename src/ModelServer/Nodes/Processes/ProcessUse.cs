namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>What some processes use of the machine: CPU time since their start, and memory now.</summary>
internal readonly record struct ProcessUse(TimeSpan Processor, long Bytes)
{
    public static ProcessUse operator +(ProcessUse left, ProcessUse right) => new(left.Processor + right.Processor, left.Bytes + right.Bytes);
}
