namespace AIoT.Embedded.Gateway.Security;

/// <summary>Who may what; each may what those before it may.</summary>
public enum ApiRole
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Reads machines, boards, decisions, proofs.</summary>
    Viewer,

    /// <summary>Also sees refused messages; acknowledges alarms.</summary>
    Technician,

    /// <summary>Everything.</summary>
    Admin,
}
