namespace AIoT.Embedded.Gateway.Models;

/// <summary>What a model of the gateway is for.</summary>
public enum ModelRole
{
    /// <summary>Runs, and counts for nothing.</summary>
    Shadow,

    /// <summary>Counts in the champion's place on the machines that are its share; runs as a shadow on the others.</summary>
    Challenger,

    /// <summary>Counts.</summary>
    Champion,

    /// <summary>Given by the setting <c>model</c>: at work while it is given, as champion where the list has none, else as shadow; kept like a retired one.</summary>
    Told,

    /// <summary>Taken off the list; kept to replay and explain what it counted in.</summary>
    Retired,
}
