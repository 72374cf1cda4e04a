namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>What a reading's number means to its stream.</summary>
public enum Arrival
{
    /// <summary>Not seen before.</summary>
    New,

    /// <summary>Kept already.</summary>
    Duplicate,

    /// <summary>Further above the cursor than any board may be: not kept.</summary>
    TooFarAhead,

    /// <summary>Of one store epoch more than a board may have: not kept.</summary>
    TooManyEpochs,
}
