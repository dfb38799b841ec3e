//! Adam, a method of gradient descent whose step is fitted to each weight.

/// The running means of the gradient and of its square.
pub struct Adam {
    mean: Vec<f64>,
    square: Vec<f64>,
    steps: i32,
    /// How fast the mean of squares follows.
    decay: f64,
}

impl Adam {
    /// An optimiser of so many weights.
    pub fn new(size: usize, decay: f64) -> Adam {
        Adam { mean: vec![0.0; size], square: vec![0.0; size], steps: 0, decay }
    }

    /// Takes a step down the gradient.
    pub fn step(&mut self, weights: &mut [f64], gradient: &[f64], rate: f64) {
        const FOLLOW: f64 = 0.9;
        self.steps += 1;
        let (mean_share, square_share) = (1.0 - FOLLOW.powi(self.steps), 1.0 - self.decay.powi(self.steps));
        for (at, weight) in weights.iter_mut().enumerate() {
            self.mean[at] = FOLLOW * self.mean[at] + (1.0 - FOLLOW) * gradient[at];
            self.square[at] = self.decay * self.square[at] + (1.0 - self.decay) * gradient[at].powi(2);
            *weight -= rate * (self.mean[at] / mean_share) / ((self.square[at] / square_share).sqrt() + 1e-8);
        }
    }
}
