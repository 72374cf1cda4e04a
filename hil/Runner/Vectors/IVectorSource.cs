namespace AIoT.Embedded.Hil.Vectors;

/// <summary>Reads the golden vectors of one contract. A new contract adds a source, a kind and a player.</summary>
public interface IVectorSource
{
    /// <summary>The assembly under hil/Vectors that holds them: its folder's name.</summary>
    string Set { get; }

    /// <summary>The cases in the files under tests/vectors.</summary>
    /// <param name="folder">tests/vectors.</param>
    IEnumerable<GoldenCase> Cases(string folder);
}
