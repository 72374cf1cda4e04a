namespace AIoT.Embedded.Hil;

/// <summary>The target can't be had: in use, absent, not flashed. Exit code 3.</summary>
public sealed class UnavailableException(string message) : Exception(message);
