namespace AIoT.Embedded.Gateway.Assets;

/// <summary>What a stop of the machine costs the site; orders the page.</summary>
public enum Criticality { Low, Medium, High }
