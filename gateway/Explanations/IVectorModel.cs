namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>A model that scores one vector of features, to be asked many times. One caller at a time.</summary>
public interface IVectorModel
{
    /// <summary>Hash of its file, hex.</summary>
    string Id { get; }

    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Length of its vector.</summary>
    int Inputs { get; }

    /// <summary>Scores of its classes, 0..1, in their order.</summary>
    /// <param name="features">As many as <see cref="Inputs"/>, in the recipe's formats.</param>
    IReadOnlyList<double> Score(int[] features);
}
