namespace ModelServing.Statistics.Sequential;

/// <summary>How much of the error a design allows itself by each look (Lan and DeMets 1983).</summary>
public enum AlphaSpending
{
    /// <summary>Hardly any at first: the last look is nearly as powerful as a single one.</summary>
    OBrienFleming,

    /// <summary>About as much at every look: stops sooner, and needs more data where it does not.</summary>
    Pocock,
}
