namespace AIoT.Embedded.Hil;

/// <summary>Something the user can put right: one line that says what, where and what to do. Exit code 2.</summary>
public sealed class HilException(string message) : Exception(message);
